import * as forbidden from '@conceptwatch/ports';

export const used = forbidden;
