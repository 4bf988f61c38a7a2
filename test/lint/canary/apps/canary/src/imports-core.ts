import * as forbidden from '@conceptwatch/core/numerics';

export const used = forbidden;
