import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { float32Initializer, float32Values, type Initializer } from '../graph/graph.ts';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { countOf, readNumbers } from './numbers.ts';
import { pickled, pickledDict, pickledString } from './pickle-writer.ts';
import { readTorchFile, readTorchPlaces, writeTorchFile } from './torch-file.ts';
import { writeTorchArchive } from './torch-file-archive-writer.ts';

// By PyTorch 2.9.1, scripts/golden/thudm-prefix.py.
const golden = join(import.meta.dirname, '../../data/golden/thudm');
const goldenJson = (name: string) => JSON.parse(readFileSync(join(golden, name), 'utf8'));

const any = (): boolean => true;
const two: ReadonlyMap<string, Initializer> = new Map([
  ['a', float32Initializer(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])],
  ['b', float32Initializer(Float32Array.of(7, 8), [2])],
]);
const written = (): Buffer => writeTorchFile({ tensors: two, extra: new Map() });

async function fileOf(t: TestContext, bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(t), 'weights.bin');
  await writeFile(path, bytes);
  return path;
}

async function refused(t: TestContext, bytes: Uint8Array, message: RegExp): Promise<void> {
  await assert.rejects(readTorchFile(await fileOf(t, bytes), any), { code: 'model.torch_file_invalid', message });
}

/** The first place of some bytes in a file, changed by hand. */
function changed(file: Buffer, find: string, change: (file: Buffer, at: number) => void): Buffer {
  const copy = Buffer.from(file);
  const at = copy.indexOf(Buffer.from(find, 'latin1'));
  assert.notEqual(at, -1);
  change(copy, at);
  return copy;
}

/** The pickle of a written file: its first member. */
const pickleOf = (file: Buffer): Buffer => {
  const start = 30 + file.readUInt16LE(26);
  return file.subarray(start, start + file.readUInt32LE(18));
};
const withMembers = (members: Record<string, Uint8Array>): Buffer =>
  writeTorchArchive(new Map(Object.entries(members).map(([name, bytes]) => [`x/${name}`, bytes])));

test('float32, float16 and bfloat16, slices and the state of a module are read as torch has them', async () => {
  const expected: Record<string, { dims: number[]; values: string[] }> = goldenJson('types.json');
  const { tensors } = await readTorchFile(join(golden, 'types.bin'), (name) => name !== 'transposed');
  assert.deepEqual([...tensors.keys()], ['weight', 'bias', 'half', 'bfloat16', 'slice']);
  for (const [name, tensor] of tensors) {
    const { dims, values } = expected[name]!;
    assert.deepEqual(tensor.dims, dims);
    assert.deepEqual(
      float32Values(tensor),
      Float32Array.from(values, (text) => (text === 'inf' ? Infinity : Number(text))),
      name,
    );
  }
});

test('a tensor that is not row-major is refused by its name', async () => {
  await assert.rejects(readTorchFile(join(golden, 'types.bin'), any), {
    code: 'model.torch_file_invalid',
    message: /tensor transposed: expected row-major/,
  });
});

test('the places of tensors hold their numbers, slices of a storage too, whatever their type', async (t) => {
  const expected: Record<string, { dims: number[]; values: string[] }> = goldenJson('types.json');
  const { tensors } = await readTorchFile(join(golden, 'types.bin'), (name) => name !== 'transposed');
  const file = await open(join(golden, 'types.bin'));
  t.after(() => file.close());
  await assert.rejects(readTorchPlaces(file, 'types.bin', any), /tensor transposed: expected row-major/);
  const places = await readTorchPlaces(file, 'types.bin', (name) => name !== 'transposed');
  assert.deepEqual([...places.keys()], [...tensors.keys()]);
  for (const [name, place] of places) {
    assert.deepEqual(place.dims, expected[name]!.dims);
    const count = countOf(place.dims);
    const values = await readNumbers(file, place, { first: 0, count }, () => new Error('ended'));
    assert.deepEqual(values, float32Values(tensors.get(name)!), name);
  }
});

test('a file is written with the bytes that torch was seen to load', () => {
  const { sha256, tensors } = goldenJson('written.json') as {
    sha256: string;
    tensors: Record<string, { type: string; dims: number[]; values: number[] }>;
  };
  const entries = Object.entries(tensors);
  assert.deepEqual(new Set(entries.map(([, { type }]) => type)), new Set(['torch.float32']));
  const bytes = writeTorchFile({
    tensors: new Map(
      entries.map(([name, { dims, values }]) => [name, float32Initializer(Float32Array.from(values), dims)]),
    ),
    extra: new Map([['note', 'text']]),
  });
  assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
});

test('tensors and records that were written are read back the same', async (t) => {
  const path = await fileOf(t, Buffer.alloc(0));
  const tensor = fc.array(fc.nat(3), { maxLength: 3 }).chain((dims) => {
    const count = dims.reduce((product, size) => product * size, 1);
    return fc
      .array(fc.float(), { minLength: count, maxLength: count })
      .map((values) => float32Initializer(Float32Array.from(values), dims));
  });
  const name = fc.string({ unit: 'grapheme', maxLength: 20 });
  const entries = fc.uniqueArray(fc.tuple(name, tensor), { selector: ([key]) => key, maxLength: 4 });
  const record = fc.tuple(fc.stringMatching(/^[a-z_]{1,9}$/), name);
  await fc.assert(
    fc.asyncProperty(entries, record, async (tensors, extra) => {
      const file = { tensors: new Map(tensors), extra: new Map([extra]) };
      await writeFile(path, writeTorchFile(file));
      const read = await readTorchFile(path, any);
      assert.deepEqual([...read.extra], [...file.extra]);
      assert.deepEqual([...read.tensors.keys()], [...file.tensors.keys()]);
      for (const [key, { dims, data }] of file.tensors) {
        assert.deepEqual(read.tensors.get(key)?.dims, dims);
        assert.deepEqual(Buffer.from(read.tensors.get(key)?.data as Uint8Array), Buffer.from(data as Uint8Array));
      }
    }),
    { numRuns: 50 },
  );
});

test('a tensor that is not wanted is not read, so damage to it does not matter', async (t) => {
  const damaged = changed(written(), 'pytorch_model/data/1', (file, at) => file.fill(0xff, at + 20, at + 28));
  const { tensors } = await readTorchFile(await fileOf(t, damaged), (name) => name === 'a');
  assert.deepEqual([...tensors.keys()], ['a']);
  await refused(t, damaged, /member pytorch_model\/data\/1: the checksum differs/);
});

test('a file that is no zip archive is refused, empty or not', async (t) => {
  await refused(t, Buffer.alloc(0), /expected a zip archive, as torch writes since 1\.6/);
  await refused(t, Buffer.alloc(5000, 7), /expected a zip archive/);
});

test('a file cut off at any place is refused', async (t) => {
  const path = await fileOf(t, Buffer.alloc(0));
  const whole = written();
  for (let length = 0; length < whole.length; length += 1) {
    await writeFile(path, whole.subarray(0, length));
    await assert.rejects(readTorchFile(path, any), { code: 'model.torch_file_invalid' });
  }
});

test('an archive without its beginning is refused', async (t) => {
  await refused(t, written().subarray(400), /expected an entry|expected \d+ bytes/);
});

test('a compressed or encrypted member is refused by its name', async (t) => {
  const entry = 'PK\x01\x02';
  const stored = /member pytorch_model\/data\.pkl: expected stored bytes/;
  await refused(
    t,
    changed(written(), entry, (file, at) => file.writeUInt16LE(8, at + 10)),
    stored,
  );
  await refused(
    t,
    changed(written(), entry, (file, at) => file.writeUInt16LE(1, at + 8)),
    stored,
  );
});

test('a member that is said to lie behind the file is refused before memory is asked for', async (t) => {
  const far = changed(written(), 'PK\x01\x02', (file, at) => file.writeUInt32LE(0xfffffff0, at + 24));
  await refused(t, far, /expected 4294967280 bytes at \d+, got a file of \d+/);
});

test('an archive with a member elsewhere than its directory says is refused', async (t) => {
  const moved = changed(written(), 'PK\x01\x02', (file, at) => file.writeUInt32LE(1, at + 42));
  await refused(t, moved, /member pytorch_model\/data\.pkl: expected a header/);
});

test('an archive of other things than a state dict is refused', async (t) => {
  await refused(t, withMembers({ 'notes.txt': Buffer.from('text') }), /expected a member data\.pkl, got none/);
  await refused(t, withMembers({ 'data.pkl': pickled(pickledString('text')) }), /expected a dictionary of tensors/);
  const text = pickled(pickledDict(new Map([['w', pickledString('text')]])));
  await refused(t, withMembers({ 'data.pkl': text }), /tensor w: expected row-major float32/);
  await refused(t, withMembers({ 'data.pkl': text, byteorder: Buffer.from('big') }), /expected little-endian numbers/);
});

test('a tensor without its storage, or larger than it, is refused', async (t) => {
  const pickle = pickleOf(written());
  await refused(t, withMembers({ 'data.pkl': pickle }), /expected a member x\/data\/0, got none/);
  await refused(
    t,
    withMembers({ 'data.pkl': pickle, 'data/0': Buffer.alloc(23) }),
    /tensor a: expected 6 numbers of 4 bytes from number 0, got a storage of 23 bytes/,
  );
});

test('tensors of another type are refused by the class of their storage', async (t) => {
  const pickle = pickleOf(written()).toString('latin1').replace('FloatStorage', 'LongStorage');
  const path = await fileOf(t, withMembers({ 'data.pkl': Buffer.from(pickle, 'latin1') }));
  await assert.rejects(readTorchFile(path, any), {
    code: 'model.pickle_refused',
    message: /global torch\.LongStorage is not allowed/,
  });
});
