import assert from 'node:assert/strict';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { prefixCache } from './cache.ts';
import { type InstructionCache, InstructionCaches } from './instruction-caches.ts';

const shape = { layers: 2, keyValueHeads: 1, headSize: 2 };
const made: InstructionCache = {
  cache: prefixCache(
    Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    3,
    shape,
  ),
  tokens: 2,
};
/** Counts how often a cache had to be made. */
function counting() {
  let times = 0;
  const make = async () => {
    times += 1;
    return made;
  };
  return { make, times: () => times };
}
const options = (folder: string | null, identity = 'model, adapter') => ({ folder, identity, virtualTokens: 1 });

test('an instruction is computed once, and in a later run not at all', async (t) => {
  const folder = await temporaryFolder(t);
  const { make, times } = counting();
  const first = new InstructionCaches(options(folder));
  assert.deepEqual(await first.get('Say.', make), made);
  assert.deepEqual(await first.get('Say.', make), made);
  assert.deepEqual(await new InstructionCaches(options(folder)).get('Say.', make), made);
  assert.equal(times(), 1);
});

test('another instruction, model or adapter has a cache of its own, and without a folder nothing is kept', async (t) => {
  const folder = await temporaryFolder(t);
  const { make, times } = counting();
  await new InstructionCaches(options(folder)).get('Say.', make);
  await new InstructionCaches(options(folder)).get('Tell.', make);
  await new InstructionCaches(options(folder, 'another')).get('Say.', make);
  await new InstructionCaches(options(null)).get('Say.', make);
  assert.equal(times(), 4);
  assert.equal(readdirSync(folder).length, 3);
});

test('a damaged file is made anew, and a folder that cannot be written costs nothing but the cache', async (t) => {
  const folder = await temporaryFolder(t);
  const { make, times } = counting();
  await new InstructionCaches(options(folder)).get('Say.', make);
  const [name] = readdirSync(folder);
  const path = join(folder, name!);
  writeFileSync(path, readFileSync(path).subarray(0, 40));
  assert.deepEqual(await new InstructionCaches(options(folder)).get('Say.', make), made);
  assert.deepEqual(await new InstructionCaches(options(path)).get('Say.', make), made);
  assert.equal(times(), 3);
});

test('the folder keeps the 32 files used last', async (t) => {
  const folder = await temporaryFolder(t);
  const { make, times } = counting();
  const caches = new InstructionCaches(options(folder));
  await caches.get('old', make);
  const [old] = readdirSync(folder);
  utimesSync(join(folder, old!), 1, 1);
  for (let i = 0; i < 32; i += 1) await caches.get(`new ${i}`, make);
  assert.equal(readdirSync(folder).length, 32);
  assert.ok(!readdirSync(folder).includes(old!));
  await new InstructionCaches(options(folder)).get('old', make);
  assert.equal(times(), 34);
});
