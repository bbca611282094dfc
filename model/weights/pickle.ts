import { AppError } from '#errors';

/**
 * Pickles as data: what a pickle would build is told, and nothing of it is imported or called.
 *
 * Only the opcodes that a dictionary of tensors needs are known; every other one is refused.
 *
 * @source Python, Lib/pickletools.py (opcodes and their arguments)
 */

/** A class or function by its full name, such as `torch.FloatStorage`. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
}

/** A call that loading would have made. */
export interface PickleCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly PickleValue[];
}

/** A thing that is kept outside the pickle, under this id. */
export interface PickleReference {
  readonly kind: 'reference';
  readonly id: PickleValue;
}

/** Tuples are arrays, `dict` and `OrderedDict` are maps. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | readonly PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleGlobal
  | PickleCall
  | PickleReference;

const orderedDict = 'collections.OrderedDict';

/**
 * Reads a pickle.
 *
 * @param globals  full names that may stand in it, besides `collections.OrderedDict`
 * @throws AppError `model.pickle_refused` at an opcode or global that is not allowed, `model.torch_file_invalid` when
 *         the pickle ends early or its opcodes do not fit each other
 */
export function readPickle(bytes: Uint8Array, globals: ReadonlySet<string>, source: string): PickleValue {
  const pickle = new PickleReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), globals, source);
  for (;;) {
    const at = pickle.at;
    const code = pickle.take(1).readUInt8();
    if (code === stop) return pickle.pop();
    const run = opcodes[code];
    if (!run) {
      const name = refusedNames[code] ?? `0x${code.toString(16).padStart(2, '0')}`;
      throw new AppError('model.pickle_refused', `${source}: opcode ${name} at byte ${at} is not allowed`);
    }
    run(pickle);
  }
}

/** Place in the bytes, stack and memo of a pickle that is being read. */
class PickleReader {
  at = 0;
  readonly #bytes: Buffer;
  readonly #globals: ReadonlySet<string>;
  readonly #source: string;
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Buffer, globals: ReadonlySet<string>, source: string) {
    this.#bytes = bytes;
    this.#globals = globals;
    this.#source = source;
  }

  invalid(what: string): AppError {
    return new AppError('model.torch_file_invalid', `${this.#source}: ${what} before byte ${this.at}`);
  }

  take(lengthBytes: number): Buffer {
    const end = this.at + lengthBytes;
    if (end > this.#bytes.length) throw this.invalid(`the pickle ends at byte ${this.#bytes.length}, in an opcode`);
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  line(): string {
    const end = this.#bytes.indexOf('\n', this.at);
    if (end === -1) throw this.invalid('expected a line');
    return this.take(end + 1 - this.at)
      .toString('utf8')
      .slice(0, -1);
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.invalid('the stack is empty');
    return value;
  }

  tuple(count: number): void {
    if (count > this.#stack.length) throw this.invalid('the stack is too short');
    this.push(this.#stack.splice(this.#stack.length - count));
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  sinceMark(): PickleValue[] {
    const from = this.#marks.pop();
    if (from === undefined) throw this.invalid('expected a mark');
    return this.#stack.splice(from);
  }

  /** Adds keys and values, by turns, to the dictionary on top of the stack. */
  setItems(items: readonly PickleValue[]): void {
    const dict = this.#stack.at(-1);
    if (!(dict instanceof Map) || items.length % 2 !== 0) throw this.invalid('expected a dictionary, keys and values');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i] as PickleValue, items[i + 1] as PickleValue);
  }

  global(): void {
    const name = `${this.line()}.${this.line()}`;
    if (name !== orderedDict && !this.#globals.has(name))
      throw new AppError('model.pickle_refused', `${this.#source}: global ${name} is not allowed`);
    this.push({ kind: 'global', name });
  }

  call(): void {
    const args = this.pop();
    const target = this.pop();
    if (!Array.isArray(args) || !isPickle(target, 'global')) throw this.invalid('expected a call of a global');
    const isDict = target.name === orderedDict;
    if (isDict && args.length > 0) throw this.invalid('expected an empty OrderedDict');
    this.push(isDict ? new Map() : { kind: 'call', name: target.name, args });
  }

  /** Attributes of a dictionary: torch keeps versions of modules there. */
  dropState(): void {
    this.pop();
    this.setItems([]);
  }

  remember(key: number): void {
    const value = this.pop();
    this.#memo.set(key, value);
    this.push(value);
  }

  recall(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw this.invalid(`nothing was remembered as ${key}`);
    this.push(value);
  }
}

/** True for a global, call or reference, by its kind. */
export function isPickle<Kind extends 'global' | 'call' | 'reference'>(
  value: PickleValue | undefined,
  kind: Kind,
): value is Extract<PickleValue, { readonly kind: Kind }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

const stop = 0x2e;

const opcodes: Readonly<Record<number, (pickle: PickleReader) => void>> = {
  128: (p) => p.take(1), // PROTO
  40: (p) => p.mark(), // MARK
  41: (p) => p.tuple(0), // EMPTY_TUPLE
  133: (p) => p.tuple(1), // TUPLE1
  134: (p) => p.tuple(2), // TUPLE2
  135: (p) => p.tuple(3), // TUPLE3
  116: (p) => p.push(p.sinceMark()), // TUPLE
  125: (p) => p.push(new Map()), // EMPTY_DICT
  115: (p) => p.setItems([p.pop(), p.pop()].reverse()), // SETITEM
  117: (p) => p.setItems(p.sinceMark()), // SETITEMS
  78: (p) => p.push(null), // NONE
  136: (p) => p.push(true), // NEWTRUE
  137: (p) => p.push(false), // NEWFALSE
  75: (p) => p.push(p.take(1).readUInt8()), // BININT1
  77: (p) => p.push(p.take(2).readUInt16LE()), // BININT2
  74: (p) => p.push(p.take(4).readInt32LE()), // BININT
  138: (p) => p.push(longOf(p)), // LONG1
  88: (p) => p.push(p.take(p.take(4).readUInt32LE()).toString('utf8')), // BINUNICODE
  99: (p) => p.global(), // GLOBAL
  82: (p) => p.call(), // REDUCE
  98: (p) => p.dropState(), // BUILD
  81: (p) => p.push({ kind: 'reference', id: p.pop() }), // BINPERSID
  113: (p) => p.remember(p.take(1).readUInt8()), // BINPUT
  114: (p) => p.remember(p.take(4).readUInt32LE()), // LONG_BINPUT
  104: (p) => p.recall(p.take(1).readUInt8()), // BINGET
  106: (p) => p.recall(p.take(4).readUInt32LE()), // LONG_BINGET
};

/** Whole numbers of more than 32 bits; 48 count more bytes than any file has. */
function longOf(pickle: PickleReader): number {
  const lengthBytes = pickle.take(1).readUInt8();
  if (lengthBytes < 1 || lengthBytes > 6) throw pickle.invalid(`expected a number of 1 to 6 bytes, got ${lengthBytes}`);
  return pickle.take(lengthBytes).readIntLE(0, lengthBytes);
}

/** Names of the opcodes that build or find other things, for messages. */
const refusedNames: Readonly<Record<number, string>> = {
  80: 'PERSID',
  93: 'EMPTY_LIST',
  105: 'INST',
  111: 'OBJ',
  129: 'NEWOBJ',
  130: 'EXT1',
  131: 'EXT2',
  132: 'EXT4',
  140: 'SHORT_BINUNICODE',
  146: 'NEWOBJ_EX',
  147: 'STACK_GLOBAL',
  148: 'MEMOIZE',
  149: 'FRAME',
};
