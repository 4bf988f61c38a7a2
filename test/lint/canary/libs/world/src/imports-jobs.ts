import * as forbidden from '@conceptwatch/jobs';

export const used = forbidden;
