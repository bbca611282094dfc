import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { labelsOf } from '#domain';
import { readTargets } from './read-targets.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const nobody = Readable.from([]);

test('both forms of a log read back as the same targets, none refused', async () => {
  for (const ending of ['csv', 'jsonl']) {
    const { exitCode } = await runQuietly(['simulate', '--count', '8', '-o', join(folder, `log.${ending}`)]);
    assert.equal(exitCode, 0);
  }
  const csv = await readTargets([join(folder, 'log.csv')], nobody);
  const jsonl = await readTargets([join(folder, 'log.jsonl')], nobody);
  assert.equal(csv.evidences.length, 8);
  assert.deepEqual([csv.rejectedCount, jsonl.rejectedCount], [0, 0]);
  const facts = ({ evidences }: typeof csv) =>
    evidences.map(({ targetId, motionFacts }) => ({ targetId, motionFacts }));
  assert.deepEqual(facts(csv), facts(jsonl));
});

test('the truth file names every target with labels of the label sets', async () => {
  const truth = join(folder, 'truth.jsonl');
  await runQuietly(['simulate', '--count', '5', '--truth', truth, '-o', join(folder, 'log.csv')]);
  const rows = readFileSync(truth, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(rows.length, 5);
  assert.ok(rows.every(({ motion, task }) => labelsOf.motion.includes(motion) && labelsOf.task.includes(task)));
});

test('the same seed writes the same bytes to standard output, another seed others', async () => {
  const bytes = async (seed: string) => (await runQuietly(['simulate', '--count', '3', '--seed', seed])).stdout;
  assert.equal(await bytes('4'), await bytes('4'));
  assert.notEqual(await bytes('4'), await bytes('5'));
});

test('a dry run writes nothing', async () => {
  const path = join(folder, 'dry.csv');
  await runQuietly(['simulate', '--count', '3', '--dry-run', '-o', path]);
  assert.ok(!existsSync(path));
});
