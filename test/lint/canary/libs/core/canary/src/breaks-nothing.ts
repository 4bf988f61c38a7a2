import { mean } from 'simple-statistics';

export const middle = mean([1, 2]);
