import * as forbidden from 'zod';

export const used = forbidden;
