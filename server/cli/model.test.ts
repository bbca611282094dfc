import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultModelDir } from './context.ts';
import { fakeServices } from './testing/fake-services.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const golden = join(import.meta.dirname, '../../data/golden/decoders');

test('a checkpoint is imported, verified against and inspected', async () => {
  const out = join(folder, 'int4');
  const imported = await runQuietly(['model', 'import', defaultModelDir, '--out', out]);
  assert.equal(imported.exitCode, 0);
  assert.match(imported.stdout, /glm: 6 layers of 256, 4\.1 million weights, int4: \d\.\d MB in /);
  assert.match(imported.stderr, /4 of 4 million weights/);
  const verified = await runQuietly(['model', 'verify', out, '--against', defaultModelDir]);
  assert.equal(verified.exitCode, 0);
  assert.equal([...verified.stdout.matchAll(/^ok {4}/gm)].length, 5);
  assert.match(verified.stdout, /model\.layers\.N\.mlp\.down_proj\.weight +int4 +6 +8\.\d/);
  assert.match(verified.stdout, /Logits of \d+ tokens are off by \d+\.\d+ % of their spread/);
  const inspected = await runQuietly(['model', 'inspect', out]);
  assert.match(inspected.stdout, /weights +0\.524 million in 8 bits, .*3\.54 million in 4 bits/);
  assert.match(inspected.stdout, /can be tuned +yes/);
  assert.match(inspected.stdout, /GroupQueryAttention +6 +is taken apart/);
});

test('results are JSON where asked', async () => {
  const out = join(folder, 'json');
  const json = async (...args: string[]) => JSON.parse((await runQuietly(['model', ...args, '--json'])).stdout);
  const imported = await json('import', defaultModelDir, '--out', out, '--weights', 'int8');
  assert.deepEqual(
    [imported.ok, imported.weights, imported.parameters, imported.notFused],
    [true, 'int8', 4_069_632, null],
  );
  const { ok, checks, comparison } = await json('verify', out, '--against', defaultModelDir);
  assert.deepEqual([ok, checks.length, comparison.weights.length], [true, 5, 68]);
  const { cache, vocabulary, positions, canBeTuned } = await json('inspect', out);
  assert.deepEqual([cache, vocabulary], [{ layers: 6, keyValueHeads: 2, headSize: 64 }, 2048]);
  assert.deepEqual([positions, canBeTuned], [2048, true]);
});

test('progress is told as JSON for a program', async () => {
  const args = ['model', 'import', defaultModelDir, '--out', join(folder, 'told'), '--json'];
  const { stderr } = await runQuietly(args);
  const { kind, unit, total, done } = JSON.parse(stderr.trim().split('\n').at(-1)!);
  assert.deepEqual([kind, unit, total, done], ['progress', 'million weights', 4, 4]);
});

test('exports of other programs are inspected, a folder or a file', async () => {
  const genai = await runQuietly(['model', 'inspect', join(golden, 'glm/genai')]);
  assert.match(genai.stdout, /SkipSimplifiedLayerNormalization +4 +is taken apart/);
  const optimum = await runQuietly(['model', 'inspect', join(golden, 'llama/optimum.onnx')]);
  assert.match(optimum.stdout, /model +optimum\.onnx, llama/);
  assert.match(optimum.stdout, /tokenizer +none/);
});

test('a folder that is not empty is wrong usage, one that is not there exits 4', async () => {
  writeFileSync(join(folder, 'mine.txt'), '');
  const taken = await runQuietly(['model', 'import', defaultModelDir, '--out', folder]);
  assert.equal(taken.exitCode, 2);
  assert.match(taken.stderr, /^model\.folder_taken: .*\n {2}hint: import into another folder/m);
  const nowhere = join(folder, 'nowhere');
  for (const args of [
    ['import', nowhere, '--out', folder],
    ['inspect', nowhere],
    ['verify', nowhere],
    ['verify', folder, '--against', nowhere],
  ]) {
    const { exitCode, stderr } = await runQuietly(['model', ...args]);
    assert.deepEqual([exitCode, /nowhere\.\n/.test(stderr)], [4, true], args.join(' '));
  }
});

test('an import that is interrupted exits 130 and leaves nothing', async () => {
  const out = join(folder, 'stopped');
  const args = ['model', 'import', defaultModelDir, '--out', out];
  const { exitCode, stderr } = await runQuietly(args, { signal: AbortSignal.abort() });
  assert.equal(exitCode, 130);
  assert.match(stderr, /server\.interrupted: Stopped before .*stopped was whole/);
  assert.ok(!existsSync(out) && !readdirSync(folder).some((file) => file.endsWith('.part')));
});

test('a check that fails exits 1', async () => {
  const checks = [{ name: 'logits are finite', isPassed: false, found: 'largest NaN' }];
  const services = { ...fakeServices(), verifyModel: async () => ({ isPassed: false, checks, comparison: null }) };
  const { exitCode, stdout } = await runQuietly(['model', 'verify', folder], { services });
  assert.deepEqual([exitCode, stdout], [1, 'FAILED  logits are finite: largest NaN\n']);
});

test('the group asks for one of its commands', async () => {
  const { exitCode, stderr } = await runQuietly(['model']);
  assert.equal(exitCode, 2);
  for (const command of ['import', 'inspect', 'verify']) assert.match(stderr, new RegExp(`^  ${command} `, 'm'));
});
