import assert from 'node:assert/strict';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { openTorchArchive, type TorchArchive } from './torch-file-archive.ts';
import { writeTorchArchive } from './torch-file-archive-writer.ts';

const members = new Map([
  ['x/data.pkl', Buffer.from('first')],
  ['x/data/0', Buffer.from('the second')],
]);

async function opened(t: TestContext, bytes: Uint8Array): Promise<TorchArchive> {
  const path = join(await temporaryFolder(t), 'weights.bin');
  await writeFile(path, bytes);
  const file = await open(path);
  t.after(() => file.close());
  return openTorchArchive(file, 'weights.bin');
}

/**
 * An archive as those beyond 4 GB are: all lengths and places in fields of 64 bits.
 *
 * @source APPNOTE.TXT 6.3, 4.5.3 (extra field), 4.3.14 (end of 64 bits), 4.3.15 (its locator)
 */
function with64Bits(archive: Buffer): Buffer {
  const endAt = archive.length - 22;
  const directoryAt = archive.readUInt32LE(endAt + 16);
  const long = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return bytes;
  };
  const entries: Buffer[] = [];
  for (let at = directoryAt; at < endAt; ) {
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28);
    const entry = Buffer.from(archive.subarray(at, nameEnd));
    const told = [24, 20, 42].map((field) => long(entry.readUInt32LE(field)));
    for (const field of [24, 20, 42]) entry.writeUInt32LE(0xffffffff, field);
    const padding = Buffer.from('FB\x04\x00ZZZZ', 'latin1'); // as torch aligns members
    entry.writeUInt16LE(padding.length + 28, 30);
    entries.push(entry, padding, Buffer.from([1, 0, 24, 0]), ...told);
    at = nameEnd;
  }
  const directory = Buffer.concat(entries);
  const end64 = Buffer.concat([
    Buffer.from('PK\x06\x06'),
    long(44),
    Buffer.alloc(12),
    long(members.size),
    long(members.size),
    long(directory.length),
    long(directoryAt),
  ]);
  const locator = Buffer.concat([
    Buffer.from('PK\x06\x07'),
    Buffer.alloc(4),
    long(directoryAt + directory.length),
    Buffer.from([1, 0, 0, 0]),
  ]);
  const end = Buffer.from(archive.subarray(endAt));
  end.fill(0xff, 8, 20);
  return Buffer.concat([archive.subarray(0, directoryAt), directory, end64, locator, end]);
}

test('members that were written are found, each at its place', async (t) => {
  const bytes = writeTorchArchive(members);
  const archive = await opened(t, bytes);
  assert.deepEqual(archive.names, [...members.keys()]);
  for (const [name, member] of members) {
    const { offsetBytes, lengthBytes } = await archive.place(name);
    assert.deepEqual(bytes.subarray(offsetBytes, offsetBytes + lengthBytes), member);
    assert.deepEqual(await archive.read(name), member);
  }
});

test('an archive with lengths and places of 64 bits has the same members', async (t) => {
  const archive = await opened(t, with64Bits(writeTorchArchive(members)));
  assert.deepEqual(archive.names, [...members.keys()]);
  for (const [name, member] of members) assert.deepEqual(await archive.read(name), member);
});

test('an archive that lacks the fields of 64 bits it speaks of is refused', async (t) => {
  const whole = with64Bits(writeTorchArchive(members));
  const changed = (find: string, byte: number): Buffer => {
    const copy = Buffer.from(whole);
    copy[copy.indexOf(find, 'latin1')] = byte;
    return copy;
  };
  await assert.rejects(opened(t, changed('PK\x06\x07', 0)), {
    code: 'model.torch_file_invalid',
    message: /expected the place of a directory of 64 bits/,
  });
  await assert.rejects(opened(t, changed('\x01\x00\x18\x00', 2)), {
    code: 'model.torch_file_invalid',
    message: /member x\/data\.pkl: expected numbers of 64 bits/,
  });
});
