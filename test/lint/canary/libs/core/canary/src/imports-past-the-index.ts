import * as forbidden from '../../../../../../../libs/core/numerics/src/index';

export const used = forbidden;
