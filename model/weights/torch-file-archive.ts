import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError } from '#errors';

/**
 * Zip archives whose members are stored uncompressed, as torch writes them; files below 4 GB.
 *
 * @source PKWARE, APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (end)
 */

/** Members of an open archive; the bytes of one are read when it is asked for. */
export interface TorchArchive {
  readonly names: readonly string[];
  /** @throws AppError `model.torch_file_invalid` when there is none of this name, or its bytes are damaged */
  read(name: string): Promise<Buffer>;
}

const [localSignature, entrySignature, endSignature] = [0x04034b50, 0x02014b50, 0x06054b50];
const [localBytes, entryBytes, endBytes] = [30, 46, 22];
const maxCommentBytes = 0xffff;
const isEncryptedFlag = 1;

type BytesAt = (offset: number, length: number) => Promise<Buffer>;

interface Place {
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
  const bytesAt: BytesAt = async (offset, length) => {
    const told = `expected ${length} bytes at ${offset}`;
    if (offset + length > size) throw invalidFile(source, `${told}, got a file of ${size}`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    if (bytesRead !== length) throw invalidFile(source, `${told}, got ${bytesRead}`);
    return buffer;
  };
  const places = await readDirectory(bytesAt, size, source);
  const read = async (name: string): Promise<Buffer> => {
    const place = places.get(name);
    if (!place) throw invalidFile(source, `expected a member ${name}, got none`);
    const header = await bytesAt(place.offset, localBytes);
    if (header.readUInt32LE(0) !== localSignature) throw invalidFile(source, `member ${name}: expected a header`);
    const start = place.offset + localBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
    const bytes = await bytesAt(start, place.length);
    if (crc32(bytes) !== place.crc) throw invalidFile(source, `member ${name}: the checksum differs`);
    return bytes;
  };
  return { names: [...places.keys()], read };
}

async function readDirectory(bytesAt: BytesAt, size: number, source: string): Promise<ReadonlyMap<string, Place>> {
  const tailBytes = Math.min(size, endBytes + maxCommentBytes);
  const tail = await bytesAt(size - tailBytes, tailBytes);
  const endAt = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (endAt === -1 || endAt + endBytes > tail.length)
    throw invalidFile(source, 'expected a zip archive, as torch writes since 1.6, got none');
  const directory = await bytesAt(tail.readUInt32LE(endAt + 16), tail.readUInt32LE(endAt + 12));

  const places = new Map<string, Place>();
  for (let at = 0, rest = tail.readUInt16LE(endAt + 10); rest > 0; rest -= 1) {
    if (at + entryBytes > directory.length || directory.readUInt32LE(at) !== entrySignature)
      throw invalidFile(source, `expected an entry at byte ${at} of the directory`);
    const nameEnd = at + entryBytes + directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + entryBytes, nameEnd);
    const [flags, method] = [directory.readUInt16LE(at + 8), directory.readUInt16LE(at + 10)];
    if (method !== 0 || flags & isEncryptedFlag) throw invalidFile(source, `member ${name}: expected stored bytes`);
    const [crc, length] = [directory.readUInt32LE(at + 16), directory.readUInt32LE(at + 24)];
    places.set(name, { offset: directory.readUInt32LE(at + 42), length, crc });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return places;
}

/** The bytes of an archive with these members, in this order. */
export function writeTorchArchive(members: ReadonlyMap<string, Uint8Array>): Buffer {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, bytes] of members) {
    const path = Buffer.from(name);
    const common = Buffer.alloc(26); // what a local header and an entry of the directory share, from version to lengths
    common.writeUInt16LE(20, 0); // zip 2.0
    common.writeUInt16LE(0x800, 2); // names are UTF-8
    common.writeUInt16LE(0x21, 8); // 1980-01-01, so that equal contents are equal files
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.byteLength, 14);
    common.writeUInt32LE(bytes.byteLength, 18);
    common.writeUInt16LE(path.length, 22);
    const entryEnd = Buffer.alloc(14);
    entryEnd.writeUInt32LE(offset, 10);
    files.push(uint32(localSignature), common, path, bytes);
    directory.push(uint32(entrySignature), Buffer.from([20, 0]), common, entryEnd, path);
    offset += localBytes + path.length + bytes.byteLength;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(endSignature);
  end.writeUInt16LE(members.size, 8);
  end.writeUInt16LE(members.size, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, entries, end]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
