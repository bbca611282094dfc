import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder, writeTinyModel } from '../testing/tiny-model.ts';
import { measureModel } from './measure-model.ts';
import { runTuning } from './tune.ts';

const modelDir = await writeTinyModel({ after });

const answers = { imager: 'so photograph.', jammer: 'so none.', antenna: 'so communication.', arm: 'so grabbing.' };
const examples = Object.entries(answers).map(([device, answer]) => ({
  instruction: 'Say the operation.\n',
  record: `Device: ${device}\nAnswer:\n`,
  answer,
}));

test('a model that was tuned whole is measured, as it is, as its run measured it', async (t) => {
  const outDir = join(await temporaryFolder(t), 'run');
  const schedule = { learningRate: 0.01, steps: 40, batchSize: 3, seed: 1, evaluateEvery: 8 };
  const run = await runTuning(
    { modelDir, outDir, method: { kind: 'full' }, examples, validation: examples, ...schedule },
    () => {},
  );
  const before = await measureModel(modelDir, examples);
  const after = await measureModel(run.resultDir, examples);
  assert.ok(after.exactMatch > before.exactMatch);
  assert.equal(after.exactMatch, run.bestExactMatch);
  assert.ok(Math.abs(after.loss - run.bestValidationLoss) < 1e-5, `${after.loss} and ${run.bestValidationLoss}`);
});

test('nothing to measure on is refused', async () => {
  await assert.rejects(measureModel(modelDir, []), { code: 'tuner.no_examples' });
});
