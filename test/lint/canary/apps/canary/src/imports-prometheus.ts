import * as forbidden from 'prom-client';

export const used = forbidden;
