import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { float32Initializer, float32Values } from '../graph/graph.ts';
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from './safetensors.ts';

const tensor = fc.array(fc.nat(3), { maxLength: 3 }).chain((dims) => {
  const count = dims.reduce((product, size) => product * size, 1);
  return fc
    .array(fc.float(), { minLength: count, maxLength: count })
    .map((values) => float32Initializer(Float32Array.from(values), dims));
});
const name = fc.oneof(fc.stringMatching(/^[a-z][a-z._0-9]{0,20}$/), fc.constantFrom('größe', '重み', 'x"y\\z'));
const tensors = fc
  .uniqueArray(fc.tuple(name, tensor), { selector: ([key]) => key, maxLength: 5 })
  .map((entries) => new Map(entries));

test('tensors that were written are read back the same', () => {
  fc.assert(
    fc.property(tensors, (written) => {
      const read = readSafetensors(writeSafetensors(written), 'test');
      assert.deepEqual([...read.keys()], [...written.keys()]);
      for (const [key, { dims, data }] of written) {
        assert.deepEqual(read.get(key)?.dims, dims);
        assert.deepEqual(read.get(key)?.data, data);
      }
    }),
  );
});

test('the bytes of the tensors begin on an 8-byte boundary, whatever their names', () => {
  fc.assert(
    fc.property(tensors, (written) => {
      const [first] = readSafetensorsHeader(writeSafetensors(written), 'test').values();
      assert.equal((first?.offsetBytes ?? 0) % 8, 0);
    }),
  );
});

/** The file of one tensor `w` of two values; the header's JSON is as published for the format. */
const fileOf = (header: string, dataBytes = 8): Uint8Array => {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
};
const headerOf = (entry: object): string =>
  JSON.stringify({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...entry } });
const refused = (file: Uint8Array, message: RegExp): void =>
  assert.throws(() => readSafetensors(file, 'weights'), { code: 'model.weights_invalid', message });

test('a file of another program is read: metadata, spaces, tensors in any order', () => {
  const header = `{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}   `;
  const file = fileOf(header);
  new DataView(file.buffer).setFloat32(8 + header.length, 1.5, true);
  new DataView(file.buffer).setFloat32(12 + header.length, -2, true);
  const read = readSafetensors(file, 'weights');
  assert.deepEqual([...read.keys()], ['b', 'a']);
  assert.deepEqual(float32Values(read.get('a')!), Float32Array.of(1.5));
  assert.deepEqual(float32Values(read.get('b')!), Float32Array.of(-2));
});

test('a file shorter than its length field is refused', () => refused(new Uint8Array(7), /at least 8 bytes, got 7/));

test('a header longer than the file is refused, before memory is asked for', () => {
  const file = fileOf(headerOf({}));
  new DataView(file.buffer).setBigUint64(0, 2n ** 62n, true);
  refused(file, /header of 4611686018427388000 bytes does not fit/);
});

test('a header that is not JSON, or no object, is refused', () => {
  refused(fileOf('{"w": '), /not JSON/);
  refused(fileOf('null'), /not a JSON object/);
});

test('a tensor of another type is refused by its name', () => {
  refused(fileOf(headerOf({ dtype: 'I64', shape: [1] })), /tensor w: expected F32, F16 or BF16, got I64/);
  refused(fileOf(headerOf({ dtype: 'F16', shape: [4] })), /tensor w: expected F32, got F16/);
});

test('a tensor whose bytes do not fit its shape is refused', () =>
  refused(fileOf(headerOf({ shape: [3] })), /tensor w: expected 12 bytes, got 8/));

test('a tensor that ends behind the file is refused: the file is truncated', () =>
  refused(fileOf(headerOf({}), 7), /tensor w ends at byte \d+ of \d+/));

test('a tensor without a place, or with one that is no place, is refused', () => {
  for (const entry of [
    null,
    { dtype: 'F32' },
    { dtype: 'F32', shape: ['2'], data_offsets: [0, 8] },
    { dtype: 'F32', shape: [2], data_offsets: [-8, 0] },
  ]) {
    refused(fileOf(JSON.stringify({ w: entry })), /tensor w: expected dtype, shape and data_offsets/);
  }
});
