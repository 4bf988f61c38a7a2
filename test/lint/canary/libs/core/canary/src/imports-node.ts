import * as forbidden from 'node:fs';

export const used = forbidden;
