import { crc32 } from 'node:zlib';

/** Zip archives of stored members, as `torch-file-archive.ts` reads them; below 4 GB. */

/** What an archive tells of a member. */
export interface ArchiveMember {
  readonly name: string;
  readonly lengthBytes: number;
  readonly crc: number;
}

/** What stands before the bytes of a member. */
export function archiveHeader(member: ArchiveMember): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04'), commonFields(member), Buffer.from(member.name)]);
}

/** What stands after the last member. */
export function archiveEnd(members: readonly ArchiveMember[]): Buffer {
  let offset = 0;
  const entries = members.map((member) => {
    const entryEnd = Buffer.alloc(14);
    entryEnd.writeUInt32LE(offset, 10);
    offset += archiveHeader(member).length + member.lengthBytes;
    const start = Buffer.from('PK\x01\x02\x14\x00', 'latin1');
    return Buffer.concat([start, commonFields(member), entryEnd, Buffer.from(member.name)]);
  });
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([directory, end]);
}

/** What the header of a member and its entry in the directory share, from version to lengths. */
function commonFields({ name, lengthBytes, crc }: ArchiveMember): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0); // zip 2.0
  fields.writeUInt16LE(0x800, 2); // names are UTF-8
  fields.writeUInt16LE(0x21, 8); // 1980-01-01, so that equal contents are equal files
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(lengthBytes, 14);
  fields.writeUInt32LE(lengthBytes, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

/** The bytes of an archive with these members, in this order. */
export function writeTorchArchive(members: ReadonlyMap<string, Uint8Array>): Buffer {
  const told = [...members].map(([name, bytes]) => ({ name, lengthBytes: bytes.byteLength, crc: crc32(bytes) }));
  const files = [...members.values()].flatMap((bytes, i) => [archiveHeader(told[i] as ArchiveMember), bytes]);
  return Buffer.concat([...files, archiveEnd(told)]);
}
