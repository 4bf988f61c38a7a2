import { FileRefused } from '@conceptwatch/ports';
import { type FloatTensor, MOST_VALUES } from './float-tensor';
import { PickleReader } from './pickle-reader';
import { type StorageReference, TensorReference } from './pickle-values';
import { readZip } from './zip-archive';

const VALUE_BYTES: Record<string, number> = { 'torch.FloatStorage': 4, 'torch.DoubleStorage': 8, 'torch.HalfStorage': 2, 'torch.BFloat16Storage': 2 };

/** PyTorch before 1.6 wrote a bare pickle that begins with this magic number. */
export const looksLikeLegacyPth = (bytes: Uint8Array): boolean => bytes[0] === 0x80 && bytes[1] === 0x02 && bytes[2] === 0x8a && bytes[3] === 0x0a;

/**
 * The tensors of a dictionary that was saved by torch.save, by key. Its pickle is read as data and executes nothing.
 *
 * @throws FileRefused that names what is not understood
 */
export function readPth(bytes: Uint8Array, decodeFloat16: (bytes: Uint8Array) => Float32Array): Map<string, FloatTensor> {
  const entries = readZip(bytes);
  const pickles = [...entries.keys()].filter((name) => name.endsWith('/data.pkl'));
  if (pickles.length !== 1) throw new FileRefused('This archive is neither a PyTorch file nor .npz: it holds no data.pkl and no arrays.');
  const folder = pickles[0].slice(0, -'data.pkl'.length);
  const order = entries.get(`${folder}byteorder`);
  if (order && Buffer.from(order).toString('latin1') !== 'little') throw new FileRefused('This PyTorch file was written on a big-endian machine; save it as safetensors.');
  const root = new PickleReader(entries.get(pickles[0]) as Uint8Array).read();
  if (!(root instanceof Map)) throw new FileRefused('This PyTorch file holds no dictionary; save {"W": tensor, "b": tensor}.');
  const tensors = new Map<string, FloatTensor>();
  for (const [name, value] of root) {
    if (typeof name === 'string' && value instanceof TensorReference) tensors.set(name, tensorOf(name, value, storageOf(value.storage, entries.get(`${folder}data/${value.storage.key}`), decodeFloat16)));
  }
  return tensors;
}

function storageOf({ type, key, count }: StorageReference, bytes: Uint8Array | undefined, decodeFloat16: (bytes: Uint8Array) => Float32Array): Float32Array {
  const size = VALUE_BYTES[type];
  if (size === undefined) throw new FileRefused(`This PyTorch file keeps numbers as ${type}; float, double, half and bfloat16 are read.`);
  if (!bytes || bytes.length !== count * size) throw new FileRefused(`The storage ${JSON.stringify(key.slice(0, 40))} of this PyTorch file is missing or has another size than promised; the file is damaged.`);
  if (type === 'torch.HalfStorage') return decodeFloat16(bytes);
  const copy = new Uint8Array(bytes).buffer;
  if (type === 'torch.FloatStorage') return new Float32Array(copy);
  if (type === 'torch.DoubleStorage') return Float32Array.from(new Float64Array(copy));
  const widened = new Uint32Array(count);
  new Uint16Array(copy).forEach((half, i) => (widened[i] = half << 16));
  return new Float32Array(widened.buffer);
}

/** Copies a strided view into row-major order, after checking that it stays inside its storage. */
function tensorOf(name: string, { offset, shape, strides }: TensorReference, storage: Float32Array): FloatTensor {
  const count = shape.reduce((product, edge) => product * edge, 1);
  const last = shape.reduce((at, edge, i) => at + Math.max(edge - 1, 0) * strides[i], offset);
  if (shape.length > 2 || strides.length !== shape.length) throw new FileRefused(`The tensor "${name}" has ${shape.length} dimensions; an aligner has a matrix and a vector.`);
  if (count > MOST_VALUES || count > storage.length || !(last < storage.length || count === 0)) throw new FileRefused(`The tensor "${name}" reaches beyond its storage; the file is damaged.`);
  const values = new Float32Array(count);
  const columns = shape.at(-1) ?? 1;
  const [rowStride, columnStride] = shape.length === 2 ? strides : [0, strides[0] ?? 0];
  for (let i = 0; i < count; i++) values[i] = storage[offset + Math.floor(i / columns) * rowStride + (i % columns) * columnStride];
  return { shape, values };
}
