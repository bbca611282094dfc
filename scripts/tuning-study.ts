import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nominalRecords, rulebook } from '#domain';
import { type Example, exampleOf } from '#prompts';
import { runTuning, wilsonInterval } from '#tuner';

/**
 * What matters when a prefix is tuned: its length, the learning rate, where it starts and how many examples there are, one
 * thing varied at a time around the paper's setting. Each run is resumable; finished ones are not done again.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: fileURLToPath(new URL('../data/models/glm-nano', import.meta.url)) },
    steps: { type: 'string', default: '600' },
    out: { type: 'string', default: 'runs/study' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log('npm run tuning-study -- [--model DIR] [--steps N] [--out DIR]');
  process.exit(0);
}

interface Setting {
  readonly tokens: number;
  readonly learningRate: number;
  readonly init: 'random' | 'zero' | 'text';
  readonly examples: number;
}

/** The paper's prefix and learning rate. */
const usual: Setting = { tokens: 128, learningRate: 0.02, init: 'text', examples: 4096 };

const varied: Readonly<{ [name in keyof Setting]: readonly Setting[name][] }> = {
  tokens: [8, 16, 32, 64, 128, 256],
  learningRate: [0.002, 0.005, 0.01, 0.02, 0.05],
  init: ['random', 'zero', 'text'],
  examples: [16, 64, 256, 1024, 4096, 16_384, 50_000],
};

const validationCount = 256;
const steps = Number(values.steps);
const seed = 1;

const examplesOf = (split: 'training' | 'validation', count: number): readonly Example[] =>
  Array.from(nominalRecords({ split, seed, count }), (record) => exampleOf(record, 'cot', rulebook));

const validation = examplesOf('validation', validationCount);
mkdirSync(values.out, { recursive: true });

for (const [name, choices] of Object.entries(varied)) {
  for (const choice of choices) {
    const setting: Setting = { ...usual, [name]: choice };
    const run = Object.values(setting).join('-');
    const resultPath = join(values.out, `${run}.json`);
    if (!existsSync(resultPath)) await tuneOnce(setting, join(values.out, run), resultPath);
    const { validations } = JSON.parse(readFileSync(resultPath, 'utf8')) as StudyResult;
    const { exactMatch, loss } = validations.at(-1)!;
    const { low, high } = wilsonInterval(Math.round(exactMatch * validationCount), validationCount);
    console.log(JSON.stringify({ varied: name, ...setting, steps, loss, exactMatch, low, high, n: validationCount }));
  }
}

interface StudyResult {
  readonly setting: Setting;
  readonly validations: readonly { readonly step: number; readonly loss: number; readonly exactMatch: number }[];
}

async function tuneOnce(setting: Setting, outDir: string, resultPath: string): Promise<void> {
  const { tokens, init, learningRate, examples } = setting;
  const validations: { step: number; loss: number; exactMatch: number }[] = [];
  await runTuning(
    {
      modelDir: values.model,
      outDir,
      examples: examplesOf('training', examples),
      validation,
      method: { kind: 'prefix', tokens, init, dropout: 0, projection: 0 },
      learningRate,
      steps,
      batchSize: 16,
      seed,
      evaluateEvery: Math.max(50, Math.round(steps / 6)),
    },
    (event) => {
      if (event.kind !== 'validation') return;
      validations.push({ step: event.step, loss: event.loss, exactMatch: event.exactMatch });
    },
  );
  writeFileSync(resultPath, `${JSON.stringify({ setting, validations } satisfies StudyResult)}\n`);
}
