import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { unseenConventionExamples } from '../tuner/pretraining/corpus/index.ts';
import { runTuning } from '../tuner/training/tune.ts';

/**
 * Judges a base by how fast a prefix tunes on conventions it has not seen: exact match on held-out examples along the way,
 * one JSON object a line.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: fileURLToPath(new URL('../data/models/glm-nano', import.meta.url)) },
    conventions: { type: 'string', default: '2' },
    steps: { type: 'string', default: '600' },
    every: { type: 'string', default: '100' },
    out: { type: 'string', default: 'runs/probe' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
/** Examples to learn from, and to be measured on. */
const counts = { training: 2048, validation: 128 };

if (values.help) {
  console.log('npm run probe-base -- [--model DIR] [--conventions N] [--steps N] [--every N] [--out DIR]');
  process.exit(0);
}
for (let convention = 1; convention <= Number(values.conventions); convention++) {
  const examples = unseenConventionExamples(convention, counts.training + counts.validation);
  await runTuning(
    {
      modelDir: values.model,
      outDir: join(values.out, `convention-${convention}`),
      examples: examples.slice(counts.validation),
      validation: examples.slice(0, counts.validation),
      method: { kind: 'prefix', tokens: 128, init: 'random', dropout: 0, projection: 0 },
      learningRate: 0.02,
      steps: Number(values.steps),
      batchSize: 16,
      accumulation: 1,
      seed: 1,
      evaluateEvery: Number(values.every),
    },
    (event) => {
      if (event.kind !== 'validation') return;
      const { step, loss, exactMatch } = event;
      console.log(JSON.stringify({ convention, step, loss, exactMatch, n: counts.validation }));
    },
  );
}
