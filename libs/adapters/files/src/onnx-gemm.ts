import type { AlignerWeights } from '@conceptwatch/ports';

const FLOAT = 1;
const IR_VERSION = 8;
const OPERATOR_SET = 13;

/**
 * An aligner as an ONNX model of one node, image_embeds = Gemm(features, weight, bias, transB = 1), with a free batch
 * dimension: it can be run alone or merged behind the encoder.
 */
export function writeOnnxGemm({ sourceDimension, targetDimension, weight, bias, metadata }: AlignerWeights): Uint8Array {
  const graph = [
    message(1, [...['features', 'weight', 'bias'].map((name) => text(1, name)), text(2, 'image_embeds'), text(3, 'align'), text(4, 'Gemm'), message(5, [text(1, 'transB'), number(3, 1), number(20, 2)])]),
    text(2, 'aligner'),
    tensor('weight', [targetDimension, sourceDimension], weight),
    tensor('bias', [targetDimension], bias),
    message(11, valueInfo('features', sourceDimension)),
    message(12, valueInfo('image_embeds', targetDimension)),
  ];
  const properties = Object.entries(metadata).map(([key, value]) => message(14, [text(1, key), text(2, value)]));
  return new Uint8Array(Buffer.concat([number(1, IR_VERSION), text(2, 'conceptwatch'), message(7, graph), message(8, [number(2, OPERATOR_SET)]), ...properties]));
}

function tensor(name: string, dimensions: number[], values: Float32Array): Buffer {
  return message(5, [...dimensions.map((edge) => number(1, edge)), number(2, FLOAT), text(8, name), bytes(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength))]);
}

/** name and type: a float tensor of batch × width */
function valueInfo(name: string, width: number): Buffer[] {
  const shape = message(2, [message(1, [text(2, 'batch')]), message(1, [number(1, width)])]);
  return [text(1, name), message(2, [message(1, [number(1, FLOAT), shape])])];
}

// The wire format of Protocol Buffers: a field is its number and kind, then a varint, or a length and bytes.
function varint(value: number): Buffer {
  const out: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...out, rest]);
    out.push((rest % 128) | 0x80);
  }
}

const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);
const bytes = (field: number, content: Buffer): Buffer => Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value, 'utf8'));
const message = (field: number, fields: Buffer[]): Buffer => bytes(field, Buffer.concat(fields));
