import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError } from '#errors';

/**
 * Zip archives whose members are stored uncompressed, as torch writes them, of any size.
 *
 * @source PKWARE, APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16 (ends),
 *         4.5.3 (sizes of more than 32 bits)
 */

/** Where bytes lie in a file. */
interface BytesPlace {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** Members of an open archive; the bytes of one are read when it is asked for. */
export interface TorchArchive {
  readonly names: readonly string[];
  /** Where the bytes of a member lie; they are not looked at. */
  place(name: string): Promise<BytesPlace>;
  /** @throws AppError `model.torch_file_invalid` when there is none of this name, or its bytes are damaged */
  read(name: string): Promise<Buffer>;
}

const [localSignature, entrySignature] = [0x04034b50, 0x02014b50];
const [localBytes, entryBytes, endBytes, end64Bytes, locatorBytes] = [30, 46, 22, 56, 20];
const maxCommentBytes = 0xffff;
const isEncryptedFlag = 1;
/** Stands for a number of 64 bits that is elsewhere. */
const [elsewhere, elsewhereCount] = [0xffffffff, 0xffff];

type BytesAt = (offset: number, length: number) => Promise<Buffer>;

interface Member {
  /** Of the local header. */
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
}

function invalidFile(source: string, what: string): AppError {
  return new AppError('model.torch_file_invalid', `${source}: ${what}`);
}

/**
 * Reads the directory of an archive; its members wait to be asked for.
 *
 * @throws AppError `model.torch_file_invalid`
 */
export async function openTorchArchive(file: FileHandle, source: string): Promise<TorchArchive> {
  const { size } = await file.stat();
  const expectInside = (offset: number, length: number): void => {
    if (offset + length <= size) return;
    throw invalidFile(source, `expected ${length} bytes at ${offset}, got a file of ${size}`);
  };
  const bytesAt: BytesAt = async (offset, length) => {
    expectInside(offset, length);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    if (bytesRead !== length) throw invalidFile(source, `expected ${length} bytes at ${offset}, got ${bytesRead}`);
    return buffer;
  };
  const members = await readDirectory(bytesAt, size, source);
  const memberOf = (name: string): Member => {
    const member = members.get(name);
    if (!member) throw invalidFile(source, `expected a member ${name}, got none`);
    return member;
  };
  const place = async (name: string): Promise<BytesPlace> => {
    const { offset, length } = memberOf(name);
    const header = await bytesAt(offset, localBytes);
    if (header.readUInt32LE(0) !== localSignature) throw invalidFile(source, `member ${name}: expected a header`);
    const start = offset + localBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
    expectInside(start, length);
    return { offsetBytes: start, lengthBytes: length };
  };
  const read = async (name: string): Promise<Buffer> => {
    const { offsetBytes, lengthBytes } = await place(name);
    const bytes = await bytesAt(offsetBytes, lengthBytes);
    if (crc32(bytes) !== memberOf(name).crc) throw invalidFile(source, `member ${name}: the checksum differs`);
    return bytes;
  };
  return { names: [...members.keys()], place, read };
}

async function readDirectory(bytesAt: BytesAt, size: number, source: string): Promise<ReadonlyMap<string, Member>> {
  const { count, lengthBytes, offsetBytes } = await readEnd(bytesAt, size, source);
  const directory = await bytesAt(offsetBytes, lengthBytes);
  const members = new Map<string, Member>();
  for (let at = 0, rest = count; rest > 0; rest -= 1) {
    if (at + entryBytes > directory.length || directory.readUInt32LE(at) !== entrySignature)
      throw invalidFile(source, `expected an entry at byte ${at} of the directory`);
    const nameEnd = at + entryBytes + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const name = directory.toString('utf8', at + entryBytes, nameEnd);
    const [flags, method] = [directory.readUInt16LE(at + 8), directory.readUInt16LE(at + 10)];
    if (method !== 0 || flags & isEncryptedFlag) throw invalidFile(source, `member ${name}: expected stored bytes`);
    const told = [24, 20, 42].map((field) => directory.readUInt32LE(at + field)); // length, length as stored, offset
    const [length, , offset] = withLongNumbers(told, directory.subarray(nameEnd, extraEnd));
    if (length === undefined || offset === undefined)
      throw invalidFile(source, `member ${name}: expected numbers of 64 bits in its entry of the directory`);
    members.set(name, { offset, length, crc: directory.readUInt32LE(at + 16) });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return members;
}

/** What the end of an archive tells of its directory. */
async function readEnd(bytesAt: BytesAt, size: number, source: string): Promise<BytesPlace & { count: number }> {
  const tailBytes = Math.min(size, locatorBytes + endBytes + maxCommentBytes);
  const tail = await bytesAt(size - tailBytes, tailBytes);
  const at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (at === -1 || at + endBytes > tail.length)
    throw invalidFile(source, 'expected a zip archive, as torch writes since 1.6, got none, or one that is cut off');
  const told = {
    count: tail.readUInt16LE(at + 10),
    lengthBytes: tail.readUInt32LE(at + 12),
    offsetBytes: tail.readUInt32LE(at + 16),
  };
  if (told.count !== elsewhereCount && told.lengthBytes !== elsewhere && told.offsetBytes !== elsewhere) return told;
  const locatorAt = at - locatorBytes;
  if (locatorAt < 0 || tail.toString('latin1', locatorAt, locatorAt + 4) !== 'PK\x06\x07')
    throw invalidFile(source, 'expected the place of a directory of 64 bits before the end');
  const end = await bytesAt(Number(tail.readBigUInt64LE(locatorAt + 8)), end64Bytes);
  const long = (field: number): number => Number(end.readBigUInt64LE(field));
  return { count: long(32), lengthBytes: long(40), offsetBytes: long(48) };
}

/**
 * Numbers of an entry, those that have no room in 32 bits from the extra field for them; what that lacks is undefined.
 *
 * @param extra  fields that each begin with two bytes of kind and two of length
 */
function withLongNumbers(told: readonly number[], extra: Buffer): readonly (number | undefined)[] {
  let long = extra.subarray(0, 0);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) long = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  let at = 0;
  return told.map((value) => {
    if (value !== elsewhere) return value;
    at += 8;
    return at <= long.length ? Number(long.readBigUInt64LE(at - 8)) : undefined;
  });
}
