import { FileRefused } from '@conceptwatch/ports';
import { type FloatTensor, MOST_VALUES } from './float-tensor';
import { readZip, writeZip } from './zip-archive';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
const BYTES: Record<string, number> = { '<f8': 8, '<f4': 4, '<f2': 2 };

/** Reads the arrays of NumPy's `.npz`. Object arrays, which NumPy would unpickle, are refused. @throws FileRefused */
export function readNpz(bytes: Uint8Array, decodeFloat16: (bytes: Uint8Array) => Float32Array): Map<string, FloatTensor> {
  const tensors = new Map<string, FloatTensor>();
  for (const [name, content] of readZip(bytes)) {
    if (name.endsWith('.npy')) tensors.set(name.slice(0, -4), readNpy(name, content, decodeFloat16));
  }
  return tensors;
}

function readNpy(name: string, content: Uint8Array, decodeFloat16: (bytes: Uint8Array) => Float32Array): FloatTensor {
  const file = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (!file.subarray(0, 6).equals(MAGIC) || file.length < 12) throw new FileRefused(`"${name}" is no NumPy array.`);
  const wide = file[6] >= 2;
  const start = (wide ? 12 : 10) + (wide ? file.readUInt32LE(8) : file.readUInt16LE(8));
  const { type, isColumnMajor, shape } = parseHeader(name, file.toString('latin1', wide ? 12 : 10, Math.min(start, 4096)));
  const size = BYTES[type];
  if (size === undefined) throw new FileRefused(`The array "${name}" has the type ${type}; little-endian float64, float32 and float16 are read${type.includes('O') ? ', and objects never' : ''}.`);
  const count = shape.reduce((product, edge) => product * edge, 1);
  if (count > MOST_VALUES) throw new FileRefused(`The array "${name}" is too large (${shape.join(' × ')}).`);
  if (content.length - start !== count * size) throw new FileRefused(`The array "${name}" does not have the bytes that ${shape.join(' × ')} values need; the file is truncated or damaged.`);
  const data = new Uint8Array(content.subarray(start));
  const values = size === 2 ? decodeFloat16(data) : size === 4 ? new Float32Array(data.buffer) : Float32Array.from(new Float64Array(data.buffer));
  return { shape, values: isColumnMajor && shape.length === 2 ? rowMajor(values, shape) : values };
}

function parseHeader(name: string, text: string): { type: string; isColumnMajor: boolean; shape: number[] } {
  const type = /'descr':\s*'([^']{1,8})'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\s]{0,100})\)/.exec(text)?.[1];
  if (type === undefined || order === undefined || shape === undefined) throw new FileRefused(`The header of the array "${name}" cannot be read.`);
  return { type, isColumnMajor: order === 'True', shape: shape.split(',').filter((edge) => edge.trim() !== '').map(Number) };
}

function rowMajor(values: Float32Array, [rows, columns]: number[]): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[r * columns + c] = values[c * rows + r];
  return out;
}

/** Writes float32 arrays as `numpy.savez` does, uncompressed. */
export function writeNpz(tensors: Map<string, FloatTensor>): Uint8Array {
  return writeZip(new Map([...tensors].map(([name, tensor]) => [`${name}.npy`, npy(tensor)])));
}

function npy({ shape, values }: FloatTensor): Uint8Array {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const padded = `${dictionary}${' '.repeat(63 - ((10 + dictionary.length) % 64))}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  return Buffer.concat([MAGIC, Buffer.of(1, 0), length, Buffer.from(padded, 'latin1'), Buffer.from(values.buffer, values.byteOffset, values.byteLength)]);
}
