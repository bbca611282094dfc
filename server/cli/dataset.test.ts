import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { LabeledRecord } from '#domain';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const small = ['--n', '11', '-q'];
const textOf = (out: string, name: string) => gunzipSync(readFileSync(join(out, `${name}.ndjson.gz`))).toString();
const recordsOf = (out: string, name: string) =>
  textOf(out, name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LabeledRecord & { readonly reasoning: string });

test('writes every split, and the test records once more perturbed, each in its own way', async () => {
  const out = join(folder, 'all');
  const { exitCode, stdout } = await runQuietly(['dataset', '--out', out, ...small]);
  assert.equal(exitCode, 0);
  const names = ['nominal-training', 'nominal-validation', 'nominal-test', 'perturbed-test'];
  assert.deepEqual(
    stdout.trimEnd().split('\n'),
    names.map((name) => `${createHash('sha256').update(textOf(out, name)).digest('hex')}  ${name}.ndjson`),
  );
  const perturbed = recordsOf(out, 'perturbed-test');
  assert.equal(new Set(perturbed.map(({ perturbation }) => perturbation)).size, 11);
  assert.ok(perturbed.every(({ reasoning, truth }) => reasoning.endsWith(`so ${truth.task}.`)));
});

test('the same seed gives the same bytes, another seed others', async () => {
  const make = async (out: string, seed: string) => {
    const { stdout } = await runQuietly([
      'dataset',
      '--out',
      join(folder, out),
      '--splits',
      'test',
      '--seed',
      seed,
      ...small,
    ]);
    return stdout;
  };
  assert.equal(await make('a', '3'), await make('b', '3'));
  assert.notEqual(await make('c', '4'), await make('a', '3'));
});

test('a finished file is not made again', async () => {
  const out = join(folder, 'again');
  const args = ['dataset', '--out', out, '--splits', 'validation', ...small];
  const first = await runQuietly(args);
  const { mtimeMs } = statSync(join(out, 'nominal-validation.ndjson.gz'));
  const second = await runQuietly(args);
  assert.equal(second.stdout, first.stdout);
  assert.equal(statSync(join(out, 'nominal-validation.ndjson.gz')).mtimeMs, mtimeMs);
});

test('a manifest keeps what it tells of other files', async () => {
  const out = join(folder, 'parts');
  const namesAfter = async (split: string) => {
    await runQuietly(['dataset', '--out', out, '--splits', split, ...small]);
    return (JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as { name: string }[]).map(({ name }) => name);
  };
  assert.deepEqual(await namesAfter('validation'), ['nominal-validation']);
  assert.deepEqual(await namesAfter('training'), ['nominal-validation', 'nominal-training']);
});

test('a damaged manifest and a folder that cannot be made are told, and nothing is written', async () => {
  const out = join(folder, 'damaged');
  mkdirSync(out);
  for (const rubbish of ['{', '{}', '[1]', '']) {
    writeFileSync(join(out, 'manifest.json'), rubbish);
    const { exitCode, stderr } = await runQuietly(['dataset', '--out', out, '--splits', 'validation', ...small]);
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /server\.manifest_damaged/);
    assert.deepEqual(readdirSync(out), ['manifest.json']);
  }
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const { exitCode, stderr } = await runQuietly([
    'dataset',
    '--out',
    join(file, 'x'),
    '--splits',
    'validation',
    ...small,
  ]);
  assert.notEqual(exitCode, 0);
  assert.match(stderr, /server\.output_unwritable/);
});

test('the public test records are what the command makes', async () => {
  const published = join(import.meta.dirname, '../../data/dataset');
  const out = join(folder, 'published');
  await runQuietly(['dataset', '--out', out, '--splits', 'test', ...small]);
  const manifest = JSON.parse(readFileSync(join(published, 'manifest.json'), 'utf8')) as {
    name: string;
    sha256: string;
  }[];
  for (const name of ['nominal-test', 'perturbed-test']) {
    const text = textOf(published, name);
    assert.ok(text.startsWith(textOf(out, name)), name);
    const sha256 = createHash('sha256').update(text).digest('hex');
    assert.equal(manifest.find((part) => part.name === name)?.sha256, sha256);
  }
});
