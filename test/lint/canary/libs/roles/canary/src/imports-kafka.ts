import * as forbidden from 'kafkajs';

export const used = forbidden;
