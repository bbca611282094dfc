import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { perturbationNames } from '#domain';
import type { EvaluationReport } from '#tuner';
import { readEvaluationReport } from '../pages/evaluation-report.ts';
import { fakeServices } from './testing/fake-services.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
for (const name of ['basic', 'instruction', 'instruction-lora', 'cot'])
  mkdirSync(join(folder, 'adapters', name), { recursive: true });
const common = ['--n', '22', '--model', folder, '--adapters', join(folder, 'adapters')];
const models = ['--models', 'base,tuned'];

test('prints one table: every contestant and set, with intervals', async () => {
  const { exitCode, stdout } = await runQuietly(['evaluate', ...common, ...models]);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(exitCode, 0);
  assert.equal(lines.length, 1 + 3 * 3 + 4 * 4, 'no fact is deleted for the three bare models');
  assert.match(lines[0]!, /^contestant +set +n +motion, % +operation, % +task, % +all three, % +tokens +s\/record$/);
  assert.match(lines[1]!, /^base\/basic +true facts +22 +\d+\.\d \(\d+\.\d–\d+\.\d\)/);
  assert.match(stdout, /\ntuned\/instruction\/lora +nominal /);
});

test('the report names models, seed, rows and the accuracy under each perturbation', async () => {
  const path = join(folder, 'report.json');
  await runQuietly(['evaluate', ...common, ...models, '--seed', '9', '--strategies', 'cot', '-o', path]);
  const report = JSON.parse(readFileSync(path, 'utf8')) as EvaluationReport;
  assert.deepEqual([report.seed, report.rows.length, report.model.name], [9, 7, 'fake']);
  assert.deepEqual(
    report.contestants.map(({ key }) => key),
    ['base/cot', 'tuned/cot'],
  );
  const [robustness] = report.robustness;
  assert.deepEqual(
    new Set(robustness!.losses.flatMap(({ perturbation }) => perturbation ?? [])),
    new Set(perturbationNames),
  );
  assert.ok(await readEvaluationReport(path), 'the console can read it');
});

test('stopped and started again, no record is asked twice', async () => {
  const run = join(folder, 'run');
  const args = ['evaluate', ...common, '--strategies', 'basic', '--models', 'base', '--sets', 'nominal', '--run', run];
  const controller = new AbortController();
  const stopping = fakeServices({ onBatch: () => controller.abort() });
  const stopped = await runQuietly(args, { services: stopping, signal: controller.signal });
  assert.equal(stopped.exitCode, 130);

  let asked = 0;
  const services = fakeServices({
    onBatch: (records) => {
      asked += records.length;
    },
  });
  const again = await runQuietly(args, { services });
  assert.equal(again.exitCode, 0);
  assert.equal(asked, 22, 'the validation records were answered before the stop');
  assert.deepEqual(readdirSync(run).sort(), ['base-basic.nominal.ndjson', 'base-basic.validation.ndjson']);

  const other = await runQuietly([...args, '--seed', '4']);
  assert.equal(other.exitCode, 1);
  assert.match(other.stderr, /server\.evaluation_differs/);
});

test('rules and majority need no model', async () => {
  const services = fakeServices({ onBatch: () => assert.fail('asked a model') });
  const args = [
    'evaluate',
    '--n',
    '8',
    '--models',
    'baseline',
    '--baselines',
    'majority,rules',
    '--sets',
    'nominal',
    '--json',
  ];
  const { exitCode, stdout } = await runQuietly(args, { services });
  assert.equal(exitCode, 0);
  const { rows } = JSON.parse(stdout) as EvaluationReport;
  assert.deepEqual(
    rows.map(({ contestant, levels }) => [contestant, levels.length]),
    [
      ['baseline/majority', 3],
      ['baseline/rules', 3],
    ],
  );
  assert.ok(rows[1]!.exactMatch.accuracy > rows[0]!.exactMatch.accuracy);
});

test('a page has its figures beside it', async () => {
  const page = join(folder, 'page', 'results.md');
  await runQuietly(['evaluate', ...common, ...models, '--strategies', 'cot', '--page', page]);
  const figures = [...readFileSync(page, 'utf8').matchAll(/\]\((images\/[\w-]+\.svg)\)/g)].map(([, name]) => name!);
  assert.ok(figures.length > 0);
  for (const name of figures) assert.ok(existsSync(join(folder, 'page', name)), name);
});

test('an unknown kind of contestant, strategy or set is wrong usage', async () => {
  assert.equal((await runQuietly(['evaluate', '--models', 'base,better'])).exitCode, 2);
});
