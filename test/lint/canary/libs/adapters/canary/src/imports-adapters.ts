import * as forbidden from '@conceptwatch/adapters/files';

export const used = forbidden;
