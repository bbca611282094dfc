import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { decoderWeightShapes, float32Values, readTokenizer } from '#model';
import { glmNanoFolder, temporaryFolder, tinyConfig } from '../testing/tiny-model.ts';
import { type PretrainingOptions, pretrain } from './pretrain.ts';

const config = { ...tinyConfig, vocabularySize: 2048, layers: 1 };

const options = async (t: TestContext): Promise<PretrainingOptions> => ({
  config,
  tokenizer: await readTokenizer(glmNanoFolder),
  eosId: 0,
  runDir: await temporaryFolder(t),
  seed: 1,
  steps: 6,
  batchSize: 2,
  learningRate: 0.05,
  conventions: 4,
  checkpointEvery: 2,
  optimizer: 'muon',
});

const remainsOf = (runDir: string): Promise<string[]> =>
  Promise.all(['checkpoint.safetensors', 'metrics.ndjson'].map((file) => readFile(join(runDir, file), 'latin1')));

test('every weight is trained', async (t) => {
  const first = await pretrain({ ...(await options(t)), steps: 0 }, () => {});
  const last = await pretrain(await options(t), () => {});
  assert.deepEqual([...last.keys()], [...decoderWeightShapes(config).keys()]);
  for (const [name, weight] of last) assert.notDeepEqual(float32Values(weight), float32Values(first.get(name)!), name);
});

test('a run goes on from given weights, and another start is another run', async (t) => {
  const first = await options(t);
  const start = await pretrain(first, () => {});
  const losses: number[] = [];
  const second = { ...(await options(t)), optimizer: 'adamw', start } as const;
  assert.deepEqual(await pretrain({ ...second, steps: 0 }, () => {}), start);
  await pretrain({ ...(await options(t)), optimizer: 'adamw', start }, ({ loss }) => losses.push(loss));
  assert.equal(losses.length, 6);
  await assert.rejects(
    pretrain({ ...first, start }, () => {}),
    { code: 'tuner.run_mismatch' },
  );
});

test('the loss falls', async (t) => {
  const losses: number[] = [];
  await pretrain({ ...(await options(t)), steps: 30 }, ({ loss }) => losses.push(loss));
  t.diagnostic(`loss from ${losses[0]?.toFixed(2)} to ${losses.at(-1)?.toFixed(2)}`);
  assert.ok(losses.at(-1)! < 0.9 * losses[0]!, losses.join(' '));
});

test('a run that was killed and called again ends as one that was never stopped', async (t) => {
  const whole = await options(t);
  const weights = await pretrain(whole, () => {});
  const parted = await options(t);
  const kill = ({ step }: { step: number }): void => {
    if (step === 5) throw new Error('killed');
  };
  await assert.rejects(pretrain(parted, kill), /killed/);
  const steps: number[] = [];
  assert.deepEqual(await pretrain(parted, ({ step }) => steps.push(step)), weights);
  assert.deepEqual(steps, [5, 6]);
  assert.deepEqual(await remainsOf(parted.runDir), await remainsOf(whole.runDir));
});
