import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const data = join(import.meta.dirname, '../../data');
const adapter = join(data, 'adapters/cot');
const methods = join(data, 'golden/methods/glm');
const run = (...args: string[]) => runQuietly(['adapter', ...args]);

/** An adapter as the program reads it. */
const facts = async (dir: string) => JSON.parse((await run('inspect', dir, '--json')).stdout);

test('an adapter is told by kind, size, positions and norms, in words and as JSON', async () => {
  const { exitCode, stdout } = await run('inspect', adapter);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Kind {7}prefix \(P-tuning v2\)$/m);
  assert.match(stdout, /^Parameters 196608$/m);
  assert.match(stdout, /^Positions {2}text begins at position 128, after as many virtual tokens \(PEFT\)$/m);
  assert.match(stdout, /^prompt_embeddings {2}128 x 1536 +[\d.]+ +[\d.]+$/m);
  const told = await facts(join(methods, 'lora'));
  assert.deepEqual(
    [told.ok, told.kind, told.format, told.baseModel, told.virtualTokens, told.textStart, told.parameters],
    [true, 'lora', 'peft', 'tiny-glm', 0, null, 3520],
  );
});

test('norms are those of the numbers in the file', async () => {
  const dir = join(methods, 'prompt');
  const [{ norm, largest, dims }] = (await facts(dir)).tensors;
  const file = readFileSync(join(dir, 'adapter_model.safetensors'));
  const values = new Float32Array(Uint8Array.from(file.subarray(-4 * dims[0] * dims[1])).buffer);
  assert.ok(Math.abs(norm - Math.hypot(...values)) < 1e-12);
  assert.equal(largest, Math.max(...values.map(Math.abs)));
});

test('a prefix exported for THUDM and imported again is the same, its keys turned there and back', async () => {
  const [thudm, back] = [join(folder, 'thudm'), join(folder, 'back')];
  const there = await run('export', adapter, '--format', 'thudm', '--out', thudm);
  assert.equal(there.exitCode, 0);
  assert.match(there.stderr, /Keys were turned by -128 positions: text begins at position 0/);
  assert.deepEqual(readdirSync(thudm), ['pytorch_model.bin']);
  assert.equal((await facts(thudm)).textStart, 'zero');
  const again = await run('import', thudm, '--out', back);
  assert.match(again.stderr, /Keys were turned by 128 positions: text begins at position 128/);
  const numbersOf = (dir: string) =>
    new Float32Array(
      Uint8Array.from(readFileSync(join(dir, 'adapter_model.safetensors')).subarray(-4 * 131_072)).buffer,
    );
  const [before, after] = [numbersOf(adapter), numbersOf(back)];
  // Two rotations in float32 of values of up to 13.
  assert.ok(before.every((value, i) => Math.abs(value - after[i]!) < 1e-5));
});

test('a PEFT adapter comes out of import and export with the bytes it has', async () => {
  for (const verb of [['import'], ['export', '--format', 'peft']]) {
    const out = join(folder, `same-${verb[0]}`);
    const { exitCode, stderr } = await run(...verb, adapter, '--out', out);
    assert.equal(exitCode, 0);
    assert.doesNotMatch(stderr, /turned/);
    for (const file of ['adapter_config.json', 'adapter_model.safetensors'])
      assert.deepEqual(readFileSync(join(out, file)), readFileSync(join(adapter, file)), file);
  }
});

test('an adapter of another model is refused, and nothing is written', async () => {
  const out = join(folder, 'nothing');
  for (const args of [
    ['inspect', join(methods, 'lora'), '--model', join(data, 'models/glm-nano')],
    ['import', join(methods, 'lora'), '--out', out],
  ]) {
    const { exitCode, stdout, stderr } = await run(...args);
    assert.equal(exitCode, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^model\.adapter_invalid: adapter .*q_proj: expected /);
  }
  assert.ok(!readdirSync(folder).includes('nothing'));
});

test('a format that has no such adapter is refused', async () => {
  // Virtual tokens for glm-nano: 2 of width 256, in a folder as PEFT writes it.
  const dir = join(folder, 'virtual');
  mkdirSync(dir);
  writeFileSync(join(dir, 'adapter_config.json'), '{"peft_type": "PROMPT_TUNING"}');
  const header = JSON.stringify({ prompt_embeddings: { dtype: 'F32', shape: [2, 256], data_offsets: [0, 2048] } });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(
    join(dir, 'adapter_model.safetensors'),
    Buffer.concat([length, Buffer.from(header), Buffer.alloc(2048)]),
  );
  const { exitCode, stderr } = await run('export', dir, '--format', 'thudm', '--out', join(folder, 'none'));
  assert.equal(exitCode, 1);
  assert.match(stderr, /expected a prefix for the format of THUDM, got a prompt adapter/);
});

test('a kind that cannot be applied is refused by inspect too', async () => {
  const dir = join(folder, 'ia3');
  mkdirSync(dir);
  writeFileSync(join(dir, 'adapter_config.json'), '{"peft_type": "IA3"}');
  copyFileSync(join(methods, 'prompt/adapter_model.safetensors'), join(dir, 'adapter_model.safetensors'));
  const { exitCode, stderr } = await run('inspect', dir);
  assert.equal(exitCode, 1);
  assert.match(stderr, /expected peft_type PREFIX_TUNING, PROMPT_TUNING, LORA, got "IA3"/);
});

test('a torch file without a prefix is refused', async () => {
  const dir = join(folder, 'other-torch');
  mkdirSync(dir);
  copyFileSync(join(data, 'golden/thudm/types.bin'), join(dir, 'pytorch_model.bin'));
  const { exitCode, stderr } = await run('inspect', dir);
  assert.equal(exitCode, 1);
  assert.match(stderr, /other-torch: expected a prefix in pytorch_model\.bin, got none/);
});

test('a folder that is not there exits 4, one that is taken and wrong options exit 2', async () => {
  const missing = join(folder, 'missing');
  assert.equal((await run('inspect', missing)).exitCode, 4);
  assert.equal((await run('import', missing, '--out', join(folder, 'x'))).exitCode, 4);
  const { exitCode, stderr } = await run('import', adapter, '--out', methods);
  assert.equal(exitCode, 2);
  assert.match(stderr, /server\.output_exists: Expected .*glm to be absent or empty, got a folder with /);
  for (const args of [['import', adapter], ['export', adapter, '--out', missing, '--format', 'gguf'], ['adopt']])
    assert.equal((await run(...args)).exitCode, 2, args.join(' '));
});

test('help of the group and of each of its commands leads with examples', async () => {
  for (const verb of [[], ['inspect'], ['import'], ['export']]) {
    const { exitCode, stdout } = await run(...verb, '-h');
    assert.equal(exitCode, 0);
    assert.ok(stdout.indexOf('$ noncoop adapter') < stdout.indexOf('Usage:'), verb.join());
  }
});
