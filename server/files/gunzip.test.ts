import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Bytes, unpacked } from './gunzip.ts';

async function textOf(chunks: readonly Uint8Array[]): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of unpacked(inOrder(chunks), 'log.csv.gz')) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function* inOrder(chunks: readonly Uint8Array[]): Bytes {
  yield* chunks;
}

const inBytes = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

test('a packed file is unpacked, however it is cut into chunks', async () => {
  const packed = gzipSync('target,epoch\n');
  assert.equal(await textOf([packed]), 'target,epoch\n');
  assert.equal(await textOf(inBytes(packed)), 'target,epoch\n');
});

test('a file of several packed parts is one text, as with zcat', async () => {
  assert.equal(await textOf([Buffer.concat([gzipSync('a\n'), gzipSync('b\n')])]), 'a\nb\n');
});

test('a plain file passes as it is, even one of a single byte or none', async () => {
  assert.equal(await textOf(inBytes(Buffer.from('plain'))), 'plain');
  assert.equal(await textOf([Buffer.from('\u001f')]), '\u001f');
  assert.equal(await textOf([]), '');
});

test('a packed file that is cut off or damaged is told with its name', async () => {
  const packed = gzipSync('target,epoch\n'.repeat(1000));
  const expected = { code: 'domain.binary_log', message: /^log\.csv\.gz: expected a whole gzip file, got: / };
  await assert.rejects(textOf([packed.subarray(0, -9)]), expected);
  await assert.rejects(textOf([packed.map((byte, i) => (i === 30 ? byte ^ 0xff : byte))]), expected);
});

test('a fault of the file itself is told as it is', async () => {
  async function* failing(): Bytes {
    yield gzipSync('a').subarray(0, 10);
    throw new Error('disk gone');
  }
  await assert.rejects(async () => {
    for await (const _ of unpacked(failing(), 'x')) assert.fail('nothing can be unpacked yet');
  }, /disk gone/);
});

test('a reader that stops early closes the file', async () => {
  let isClosed = false;
  async function* endless(): Bytes {
    try {
      for (;;) yield gzipSync('line\n'.repeat(10_000));
    } finally {
      isClosed = true;
    }
  }
  for await (const _ of unpacked(endless(), 'x')) break;
  await new Promise((done) => setTimeout(done, 20));
  assert.ok(isClosed);
});
