import * as forbidden from '@conceptwatch/roles/ingest';

export const used = forbidden;
