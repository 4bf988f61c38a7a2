import type { FloatTensor } from './float-tensor';
import { writeZip } from './zip-archive';

const MARK = 0x28;
const TUPLE = 0x74;
const REDUCE = 0x52;

/** Writes a dictionary of float32 tensors as torch.save does (zip, pickle protocol 2), readable with weights_only=True. */
export function writePth(tensors: Map<string, FloatTensor>): Uint8Array {
  const storages = [...tensors.values()].map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const items = [...tensors].map(([name, tensor], index) => Buffer.concat([text(name), tensorPickle(tensor, index)]));
  const pickle = Buffer.concat([Buffer.of(0x80, 2, 0x7d, MARK), ...items, Buffer.of(0x75, 0x2e)]);
  return writeZip(
    new Map<string, Uint8Array>([
      ['aligner/data.pkl', pickle],
      ['aligner/byteorder', Buffer.from('little')],
      ...storages.map((bytes, index) => [`aligner/data/${index}`, bytes] as const),
      ['aligner/version', Buffer.from('3\n')],
    ]),
  );
}

/** torch._utils._rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict()) */
function tensorPickle({ shape, values }: FloatTensor, index: number): Buffer {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, edge) => product * edge, 1));
  return Buffer.concat([
    named('torch._utils', '_rebuild_tensor_v2'),
    Buffer.of(MARK),
    Buffer.of(MARK), text('storage'), named('torch', 'FloatStorage'), text(String(index)), text('cpu'), whole(values.length), Buffer.of(TUPLE, 0x51),
    whole(0), tuple(shape), tuple(strides), Buffer.of(0x89),
    named('collections', 'OrderedDict'), Buffer.of(0x29, REDUCE),
    Buffer.of(TUPLE, REDUCE),
  ]);
}

const named = (module: string, name: string): Buffer => Buffer.from(`c${module}\n${name}\n`, 'latin1');
const tuple = (counts: number[]): Buffer => Buffer.concat([Buffer.of(MARK), ...counts.map(whole), Buffer.of(TUPLE)]);

function text(value: string): Buffer {
  const encoded = Buffer.from(value, 'utf8');
  const head = Buffer.alloc(5, 0x58);
  head.writeUInt32LE(encoded.length, 1);
  return Buffer.concat([head, encoded]);
}

function whole(value: number): Buffer {
  const bytes = Buffer.alloc(5, 0x4a);
  bytes.writeInt32LE(value, 1);
  return bytes;
}
