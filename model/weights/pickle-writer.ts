/** Opcodes that write the pickle of a state dict, protocol 2; each returns the bytes of one value. */

const opcode = (...codes: number[]): Buffer => Buffer.from(codes);

/** An `OrderedDict`. */
export function pickledDict(entries: ReadonlyMap<string, Uint8Array>): Buffer {
  const items = [...entries].flatMap(([name, value]) => [pickledString(name), value]);
  return Buffer.concat([
    pickledCall('collections', 'OrderedDict', []),
    opcode(0x28), // MARK
    ...items,
    opcode(0x75), // SETITEMS
  ]);
}

export function pickledString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([opcode(0x58), length, bytes]); // BINUNICODE
}

/** A whole number of at most 31 bits and a sign. */
export function pickledInt(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return Buffer.concat([opcode(0x4a), bytes]); // BININT
}

export function pickledFalse(): Buffer {
  return opcode(0x89); // NEWFALSE
}

export function pickledTuple(values: readonly Uint8Array[]): Buffer {
  return Buffer.concat([opcode(0x28), ...values, opcode(0x74)]); // MARK, TUPLE
}

export function pickledGlobal(module: string, name: string): Buffer {
  return Buffer.from(`c${module}\n${name}\n`); // GLOBAL
}

export function pickledCall(module: string, name: string, args: readonly Uint8Array[]): Buffer {
  return Buffer.concat([pickledGlobal(module, name), pickledTuple(args), opcode(0x52)]); // REDUCE
}

/** A thing that is kept outside the pickle. */
export function pickledReference(id: Uint8Array): Buffer {
  return Buffer.concat([id, opcode(0x51)]); // BINPERSID
}

/** A whole pickle. */
export function pickled(value: Uint8Array): Buffer {
  return Buffer.concat([opcode(0x80, 2), value, opcode(0x2e)]); // PROTO, STOP
}
