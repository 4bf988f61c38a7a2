import * as forbidden from 'onnxruntime-node';

export const used = forbidden;
