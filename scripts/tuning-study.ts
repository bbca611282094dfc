import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nominalRecords, rulebook } from '#domain';
import { openModelFolder } from '#model';
import { type Example, exampleOf } from '#prompts';
import { runTuning } from '#tuner';
import { type Study, type StudyRun, type StudySetting, studyPage } from '../server/evaluation/study-page.ts';

/**
 * What matters when a prefix is tuned: its length, the learning rate, where it starts and how many examples there are, one
 * thing varied at a time around the paper's setting. Each run is resumable; finished ones are not done again. Writes a page
 * with curves.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: fileURLToPath(new URL('../data/models/glm-nano', import.meta.url)) },
    steps: { type: 'string', default: '600' },
    run: { type: 'string', default: 'runs/study' },
    page: { type: 'string', default: 'docs/tuning-study.md' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log('npm run tuning-study -- [--model DIR] [--steps N] [--run DIR] [--page FILE]');
  process.exit(0);
}

/** The paper's prefix and learning rate. */
const usual: StudySetting = { tokens: 128, learningRate: 0.02, init: 'text', examples: 4096 };

const varied: Readonly<{ [name in keyof StudySetting]: readonly StudySetting[name][] }> = {
  tokens: [8, 16, 32, 64, 128, 256],
  learningRate: [0.002, 0.005, 0.01, 0.02, 0.05],
  init: ['random', 'zero', 'text'],
  examples: [16, 64, 256, 1024, 4096, 16_384, 50_000],
};

const validationCount = 256;
const batchSize = 16;
const steps = Number(values.steps);
const seed = 1;

const examplesOf = (split: 'training' | 'validation', count: number): readonly Example[] =>
  Array.from(nominalRecords({ split, seed, count }), (record) => exampleOf(record, 'cot', rulebook));

const validation = examplesOf('validation', validationCount);
const { name, sha256 } = await openModelFolder(values.model);
mkdirSync(values.run, { recursive: true });

const parts: Study['parts'][number][] = [];
for (const [setting, choices] of Object.entries(varied) as [keyof StudySetting, readonly (string | number)[]][]) {
  const runs: StudyRun[] = [];
  for (const choice of choices) {
    runs.push(await resultOf({ ...usual, [setting]: choice }));
    console.error(`${setting} ${choice}: ${(100 * runs.at(-1)!.validations.at(-1)!.exactMatch).toFixed(1)} %`);
  }
  parts.push({ varied: setting, runs });
}
const study: Study = { usual, steps, batchSize, seed, validationCount, model: { name, sha256 }, parts };
const { markdown, figures } = studyPage(study, `npm run tuning-study -- --steps ${steps}`);
mkdirSync(join(dirname(values.page), 'images'), { recursive: true });
writeFileSync(values.page, markdown);
for (const figure of figures) writeFileSync(join(dirname(values.page), 'images', figure.name), figure.svg);

/** The run of a setting, made now or before. */
async function resultOf(setting: StudySetting): Promise<StudyRun> {
  const folder = join(values.run, `${sha256.slice(0, 12)}-${steps}-${Object.values(setting).join('-')}`);
  const resultPath = `${folder}.json`;
  if (!existsSync(resultPath)) writeFileSync(resultPath, `${JSON.stringify(await tuneOnce(setting, folder))}\n`);
  return JSON.parse(readFileSync(resultPath, 'utf8')) as StudyRun;
}

async function tuneOnce(setting: StudySetting, outDir: string): Promise<StudyRun> {
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
      batchSize,
      seed,
      evaluateEvery: Math.max(1, Math.round(steps / 6)),
    },
    (event) => {
      if (event.kind !== 'validation') return;
      validations.push({ step: event.step, loss: event.loss, exactMatch: event.exactMatch });
    },
  );
  return { setting, validations };
}
