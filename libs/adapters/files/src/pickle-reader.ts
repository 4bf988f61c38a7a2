import { FileRefused } from '@conceptwatch/ports';
import { PickleGlobal, PickleTuple, type PickleValue, StorageReference, TensorReference } from './pickle-values';

const TENSOR = 'torch._utils._rebuild_tensor_v2';
const PARAMETER = 'torch._utils._rebuild_parameter';
const DICTIONARY = 'collections.OrderedDict';
/** Everything that a pickle may name. Names are compared, never resolved. */
const ALLOWED = new Set([TENSOR, PARAMETER, DICTIONARY, 'torch.FloatStorage', 'torch.HalfStorage', 'torch.BFloat16Storage', 'torch.DoubleStorage']);

const REFUSED_OPCODES: Record<number, string> = { 0x69: 'INST', 0x6f: 'OBJ', 0x81: 'NEWOBJ', 0x82: 'EXT1', 0x83: 'EXT2', 0x84: 'EXT4', 0x92: 'NEWOBJ_EX', 0x93: 'STACK_GLOBAL', 0x50: 'PERSID' };

type Memo = Map<number, PickleValue>;

/**
 * Reads the pickle inside a PyTorch file as data: a small stack machine over an allow-list of opcodes and names.
 * Nothing is imported, called or executed; whatever is not on the lists is refused by name.
 *
 * @throws FileRefused
 */
export class PickleReader {
  private readonly file: Buffer;
  private at = 0;
  private stack: PickleValue[] = [];
  private readonly marks: PickleValue[][] = [];
  private readonly memo: Memo = new Map();

  constructor(bytes: Uint8Array) {
    this.file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(): PickleValue {
    try {
      for (;;) {
        const opcode = this.byte();
        if (opcode === 0x2e) return this.pop();
        this.step(opcode);
      }
    } catch (cause) {
      if (cause instanceof FileRefused) throw cause;
      throw new FileRefused('The pickle in this PyTorch file is truncated or damaged.', { cause });
    }
  }

  private step(opcode: number): void {
    const act = STEPS[opcode];
    if (!act) throw new FileRefused(`The pickle in this PyTorch file uses the opcode ${REFUSED_OPCODES[opcode] ?? `0x${opcode.toString(16).padStart(2, '0')}`}, which no plain aligner needs; it was not executed. Save {"W": tensor, "b": tensor} by torch.save.`);
    act(this);
  }

  byte(): number {
    if (this.at >= this.file.length) throw new RangeError('end of pickle');
    return this.file[this.at++];
  }

  unsigned(bytes: 1 | 2 | 4): number {
    const value = this.file.readUIntLE(this.at, bytes);
    this.at += bytes;
    return value;
  }

  signed32(): number {
    const value = this.file.readInt32LE(this.at);
    this.at += 4;
    return value;
  }

  text(length: number): string {
    if (this.at + length > this.file.length) throw new RangeError('end of pickle');
    this.at += length;
    return this.file.toString('utf8', this.at - length, this.at);
  }

  line(): string {
    const end = this.file.indexOf(0x0a, this.at);
    if (end < 0) throw new RangeError('end of pickle');
    const line = this.file.toString('utf8', this.at, end);
    this.at = end + 1;
    return line;
  }

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined) throw new RangeError('empty stack');
    return value;
  }

  mark(): void {
    this.marks.push(this.stack);
    this.stack = [];
  }

  /** Everything since the last mark. */
  sinceMark(): PickleValue[] {
    const items = this.stack;
    const below = this.marks.pop();
    if (!below) throw new RangeError('no mark');
    this.stack = below;
    return items;
  }

  remember(index: number): void {
    const top = this.stack.at(-1);
    if (top === undefined) throw new RangeError('empty stack');
    this.memo.set(index, top);
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new RangeError('nothing remembered');
    this.push(value);
  }
}

const STEPS: Partial<Record<number, (pickle: PickleReader) => void>> = {
  0x80: (p) => requireProtocol(p.byte()),
  0x7d: (p) => p.push(new Map()),
  0x28: (p) => p.mark(),
  0x71: (p) => p.remember(p.unsigned(1)),
  0x72: (p) => p.remember(p.unsigned(4)),
  0x68: (p) => p.recall(p.unsigned(1)),
  0x6a: (p) => p.recall(p.unsigned(4)),
  0x58: (p) => p.push(p.text(p.unsigned(4))),
  0x4a: (p) => p.push(p.signed32()),
  0x4b: (p) => p.push(p.unsigned(1)),
  0x4d: (p) => p.push(p.unsigned(2)),
  0x4e: (p) => p.push(null),
  0x88: (p) => p.push(true),
  0x89: (p) => p.push(false),
  0x29: (p) => p.push(new PickleTuple([])),
  0x74: (p) => p.push(new PickleTuple(p.sinceMark())),
  0x85: (p) => pushTuple(p, 1),
  0x86: (p) => pushTuple(p, 2),
  0x87: (p) => pushTuple(p, 3),
  0x63: (p) => p.push(allowedGlobal(p.line(), p.line())),
  0x51: (p) => p.push(storageOf(p.pop())),
  0x52: (p) => {
    const items = p.pop();
    p.push(rebuilt(p.pop(), items));
  },
  0x73: (p) => {
    const value = p.pop();
    const key = p.pop();
    setItems(p, [key, value]);
  },
  0x75: (p) => setItems(p, p.sinceMark()),
  // The attributes of a dictionary (a state_dict's _metadata) say nothing about its tensors.
  0x62: (p) => {
    if (!(p.pop() instanceof Map)) throw new RangeError('attributes of something else than a dictionary');
  },
};

function requireProtocol(version: number): void {
  if (version !== 2) throw new FileRefused(`The pickle in this PyTorch file has protocol ${version}; torch.save writes 2 unless told otherwise.`);
}

function pushTuple(pickle: PickleReader, length: number): void {
  const items: PickleValue[] = [];
  for (let i = 0; i < length; i++) items.unshift(pickle.pop());
  pickle.push(new PickleTuple(items));
}

function setItems(pickle: PickleReader, items: PickleValue[]): void {
  const target = pickle.pop();
  if (!(target instanceof Map) || items.length % 2) throw new RangeError('items of something else than a dictionary');
  for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  pickle.push(target);
}

function allowedGlobal(module: string, name: string): PickleGlobal {
  const full = `${module}.${name}`;
  if (!ALLOWED.has(full)) throw new FileRefused(`This PyTorch file asks for ${full.slice(0, 100).replace(/[^ -~]/g, '?')}, which is not part of a plain aligner; nothing was executed. Save {"W": tensor, "b": tensor} by torch.save.`);
  return new PickleGlobal(full);
}

function storageOf(id: PickleValue): StorageReference {
  if (!(id instanceof PickleTuple)) throw new RangeError('a reference that is no tuple');
  const [kind, type, key, , count] = id.items;
  if (kind !== 'storage' || !(type instanceof PickleGlobal) || typeof key !== 'string' || !isCount(count)) throw new RangeError('a reference to something else than a storage');
  return new StorageReference(type.name, key, count);
}

function rebuilt(callable: PickleValue, items: PickleValue): PickleValue {
  if (!(callable instanceof PickleGlobal) || !(items instanceof PickleTuple)) throw new RangeError('a call of something else than a rebuilder');
  if (callable.name === DICTIONARY && items.items.length === 0) return new Map();
  if (callable.name === PARAMETER && items.items[0] instanceof TensorReference) return items.items[0];
  if (callable.name === TENSOR) return tensorOf(items.items);
  throw new FileRefused(`This PyTorch file calls ${callable.name} in a way that no plain aligner needs; nothing was executed.`);
}

function tensorOf([storage, offset, shape, strides]: PickleValue[]): TensorReference {
  if (!(storage instanceof StorageReference) || !isCount(offset)) throw new RangeError('a tensor without storage');
  return new TensorReference(storage, offset, countsOf(shape), countsOf(strides));
}

const isCount = (value: PickleValue | undefined): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function countsOf(value: PickleValue | undefined): number[] {
  if (!(value instanceof PickleTuple) || !value.items.every(isCount)) throw new RangeError('a shape that is no tuple of counts');
  return value.items;
}
