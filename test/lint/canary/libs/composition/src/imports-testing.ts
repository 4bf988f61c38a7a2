import * as forbidden from '@conceptwatch/testing';

export const used = forbidden;
