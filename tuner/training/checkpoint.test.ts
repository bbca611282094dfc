import assert from 'node:assert/strict';
import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { AdamW } from '../optim/adamw.ts';
import { temporaryFolder } from '../testing/tiny-model.ts';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';

const fresh = (): Checkpoint => {
  const parameters = new Map([['prefix', Float32Array.of(1, 2, 3)]]);
  return { parameters, optimizer: new AdamW(parameters) };
};
const step = ({ parameters, optimizer }: Checkpoint, slope: number) =>
  optimizer.update(parameters, new Map([['prefix', Float32Array.of(slope, 1, -slope)]]), 0.01);

test('a run goes on from its checkpoint as if it had not stopped', async (t) => {
  const path = join(await temporaryFolder(t), 'checkpoint.safetensors');
  const whole = fresh();
  for (const slope of [0.3, -0.7, 0.11]) step(whole, slope);
  const resumed = fresh();
  assert.deepEqual(await loadCheckpoint(path, resumed), undefined);
  await saveCheckpoint(path, whole, new Map([['best', Float32Array.of(2, 0.5)]]));
  assert.deepEqual(await loadCheckpoint(path, resumed), new Map([['best', Float32Array.of(2, 0.5)]]));
  for (const run of [whole, resumed]) step(run, 0.9);
  assert.deepEqual(resumed, whole);
});

test('a checkpoint replaces the one before and leaves nothing beside it', async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'checkpoint.safetensors');
  const run = fresh();
  for (const slope of [0.3, -0.7]) {
    step(run, slope);
    await saveCheckpoint(path, run);
  }
  const loaded = fresh();
  await loadCheckpoint(path, loaded);
  assert.deepEqual(loaded, run);
  assert.deepEqual(await readdir(folder), ['checkpoint.safetensors']);
});

test('a damaged checkpoint is refused', async (t) => {
  const path = join(await temporaryFolder(t), 'checkpoint.safetensors');
  await saveCheckpoint(path, fresh());
  await truncate(path, 100);
  await assert.rejects(loadCheckpoint(path, fresh()), { code: 'model.weights_invalid' });
});
