import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { perturbationNames } from '#domain';
import { readEvaluationReport } from '../pages/evaluation-report.ts';
import type { EvaluationReport } from './evaluation-report.ts';
import { fakeServices } from './testing/fake-services.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
for (const strategy of ['basic', 'instruction', 'cot'])
  mkdirSync(join(folder, 'adapters', strategy), { recursive: true });
const common = ['--n', '18', '--model', folder, '--adapters', join(folder, 'adapters')];

test('prints one table: every model, strategy and set, with intervals', async () => {
  const { exitCode, stdout } = await runQuietly(['evaluate', ...common]);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(exitCode, 0);
  assert.equal(lines.length, 1 + 2 * 3 * 2);
  assert.match(
    lines[0]!,
    /^model +strategy +set +n +motion, % +operation, % +task, % +all three, % +tokens +s\/record$/,
  );
  assert.match(lines[1]!, /^base +basic +nominal +18 +\d+\.\d \(\d+\.\d–\d+\.\d\)/);
});

test('the report names models, seed, rows and the accuracy under each perturbation', async () => {
  const path = join(folder, 'report.json');
  await runQuietly(['evaluate', ...common, '--seed', '9', '--strategies', 'cot', '-o', path]);
  const report = JSON.parse(readFileSync(path, 'utf8')) as EvaluationReport;
  assert.deepEqual([report.seed, report.rows.length, report.model.name], [9, 4, 'fake']);
  assert.deepEqual(Object.keys(report.adapters), ['cot']);
  assert.ok(report.perturbations.every(({ kind }) => perturbationNames.includes(kind)));
  assert.equal(
    report.perturbations.filter(({ model }) => model === 'base').reduce((sum, { n }) => sum + n, 0),
    18,
  );
  assert.ok(!existsSync(`${path}.partial.json`));
  assert.ok(await readEvaluationReport(path), 'the console can read it');
});

test('stopped and started again, finished cells are not done twice', async () => {
  const path = join(folder, 'stopped.json');
  const args = ['evaluate', ...common, '--strategies', 'basic', '--models', 'base', '-o', path];
  const controller = new AbortController();
  let batches = 0;
  const stopping = fakeServices({ onBatch: () => void (++batches === 3 && controller.abort()) });
  const stopped = await runQuietly(args, { services: stopping, signal: controller.signal });
  assert.equal(stopped.exitCode, 130);

  let batchesAgain = 0;
  const again = await runQuietly(args, { services: fakeServices({ onBatch: () => void ++batchesAgain }) });
  assert.equal(again.exitCode, 0);
  assert.equal(batchesAgain, 2, 'eighteen targets of the second set are two batches');
});

test('an unknown model, strategy or set is wrong usage', async () => {
  assert.equal((await runQuietly(['evaluate', '--models', 'base,better'])).exitCode, 2);
});
