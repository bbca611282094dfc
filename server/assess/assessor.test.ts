import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Assessment, flyScenario, gatherEvidence } from '#domain';
import { fakeGenerator } from '../cli/testing/fake-services.ts';
import { assessmentBatchSize, createAssessor } from './assessor.ts';

const evidences = Array.from({ length: 35 }, (_, i) => gatherEvidence(flyScenario({ seed: i, motion: 'flyby' }).track));

async function collect(rows: AsyncIterable<Assessment>): Promise<readonly Assessment[]> {
  const all: Assessment[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

test('gives one assessment per target, in order, asked in batches of fixed size', async () => {
  const sizes: number[] = [];
  const assessor = createAssessor(fakeGenerator({ onBatch: (records) => void sizes.push(records.length) }));
  const all = await collect(assessor.assess(evidences, 'cot'));
  assert.deepEqual(
    all.map(({ targetId }) => targetId),
    evidences.map(({ targetId }) => targetId),
  );
  assert.deepEqual(sizes, [16, 16, 3]);
});

test('going on after any finished batch gives what one run gives', async () => {
  const assessor = createAssessor(fakeGenerator());
  const whole = await collect(assessor.assess(evidences, 'basic'));
  const rest = await collect(assessor.assess(evidences.slice(assessmentBatchSize), 'basic'));
  assert.deepEqual(rest, whole.slice(assessmentBatchSize));
});

test('asks nothing of the model when there is nothing to assess', async () => {
  const assessor = createAssessor(fakeGenerator({ onBatch: () => assert.fail('asked') }));
  assert.deepEqual(await collect(assessor.assess([], 'cot')), []);
});
