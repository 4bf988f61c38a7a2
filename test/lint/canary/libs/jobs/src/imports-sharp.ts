import * as forbidden from 'sharp';

export const used = forbidden;
