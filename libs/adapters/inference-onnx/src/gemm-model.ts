import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** Element types of ONNX tensors. */
export const ELEMENT_TYPE = { float32: 1, float64: 11 } as const;
const IR_VERSION = 8;
const OPERATOR_SET = 13;

/** An ONNX model of one node, c = Gemm(a, b), with free shapes: ONNX Runtime's BLAS as a function. */
export function gemmModel(type: keyof typeof ELEMENT_TYPE, transposeA: boolean, transposeB: boolean): Uint8Array {
  const nested = (field: number, fill: (writer: BinaryWriter) => void, into: BinaryWriter): void => {
    fill(into.tag(field, 2).fork());
    into.join();
  };
  const attribute = (name: string, isOn: boolean, node: BinaryWriter): void =>
    nested(5, (w) => w.tag(1, 2).string(name).tag(3, 0).int64(isOn ? 1 : 0).tag(20, 0).int32(2), node);
  const value = (field: number, name: string, graph: BinaryWriter): void =>
    nested(field, (info) => {
      info.tag(1, 2).string(name);
      nested(2, (kind) => nested(1, (tensor) => {
        tensor.tag(1, 0).int32(ELEMENT_TYPE[type]);
        nested(2, (shape) => [`${name}0`, `${name}1`].forEach((edge) => nested(1, (dimension) => dimension.tag(2, 2).string(edge), shape)), tensor);
      }, kind), info);
    }, graph);
  const model = new BinaryWriter().tag(1, 0).int64(IR_VERSION);
  nested(7, (graph) => {
    nested(1, (node) => {
      node.tag(1, 2).string('a').tag(1, 2).string('b').tag(2, 2).string('c').tag(4, 2).string('Gemm');
      attribute('transA', transposeA, node);
      attribute('transB', transposeB, node);
    }, graph);
    graph.tag(2, 2).string('product');
    value(11, 'a', graph);
    value(11, 'b', graph);
    value(12, 'c', graph);
  }, model);
  nested(8, (set) => set.tag(2, 0).int64(OPERATOR_SET), model);
  return model.finish();
}
