import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type DecoderConfig, type Initializer, readSafetensors, readTokenizer, writeModelFolder } from '#model';
import { pretrain } from '../tuner/pretraining/pretrain.ts';

/**
 * Pretrains `glm-nano`, the frozen base shipped in `data/models/`. Stopped at any moment, the same command goes on
 * from the last checkpoint.
 */
const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '6000' },
    batch: { type: 'string', default: '32' },
    'learning-rate': { type: 'string', default: '2e-3' },
    conventions: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    optimizer: { type: 'string', default: 'muon' },
    start: { type: 'string' },
    run: { type: 'string', default: 'runs/pretrain-glm-nano' },
    out: { type: 'string', default: fileURLToPath(new URL('../data/models/glm-nano', import.meta.url)) },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** Sizes of glm-nano: 4.1 million parameters, 16.4 MB. */
const config: DecoderConfig = {
  architecture: 'glm',
  vocabularySize: 2048,
  width: 256,
  layers: 6,
  heads: 4,
  keyValueHeads: 2,
  headSize: 64,
  feedForwardWidth: 512,
  rotaryChannels: 32,
  rotaryBase: 10_000,
  maxPositions: 2048,
  normEpsilon: 1e-5,
  attentionBias: true,
  tiedEmbedding: true,
};
/** `<|endoftext|>` and `<|pad|>` of the tokenizer that scripts/train-tokenizer.ts writes. */
const tokens = { eos: 0, pad: 1 };

if (values.help) {
  console.log(
    `npm run pretrain -- [--steps N] [--batch N] [--learning-rate X] [--conventions N] [--optimizer adamw|muon] [--start DIR] [--seed N] [--run DIR] [--out DIR]`,
  );
  process.exit(0);
}
const steps = Number(values.steps);
console.error(`pretraining glm-nano: ${steps} steps, run folder ${values.run}, ${availableParallelism()} threads`);
let lastReportMs = 0;
let meanLoss = Number.NaN;
const weights = await pretrain(
  {
    config,
    tokenizer: await readTokenizer(values.out),
    eosId: tokens.eos,
    runDir: values.run,
    seed: Number(values.seed),
    steps,
    batchSize: Number(values.batch),
    learningRate: Number(values['learning-rate']),
    conventions: Number(values.conventions),
    optimizer: values.optimizer === 'adamw' ? 'adamw' : 'muon',
    ...(values.start !== undefined && { start: await readStart(values.start) }),
    checkpointEvery: 200,
  },
  ({ step, loss, tokenAccuracy, tokensPerS, skills }) => {
    meanLoss = Number.isNaN(meanLoss) ? loss : 0.98 * meanLoss + 0.02 * loss;
    if (Date.now() - lastReportMs < 10_000) return;
    lastReportMs = Date.now();
    console.error(
      `step ${step}/${steps}  loss ${meanLoss.toFixed(4)}  answer tokens right ${(100 * tokenAccuracy).toFixed(1)} %  ${tokensPerS.toFixed(0)} tokens/s`,
    );
    console.error(
      `  ${Object.entries(skills)
        .map(([name, share]) => `${name} ${(100 * share).toFixed(1)}`)
        .join('  ')}`,
    );
  },
);
await writeModelFolder(values.out, config, weights, tokens);
console.error(`wrote ${join(values.out, 'onnx/model.onnx')}`);

/** The weights of a model folder written here. */
async function readStart(folder: string): Promise<ReadonlyMap<string, Initializer>> {
  return readSafetensors(await readFile(join(folder, 'model.safetensors')), folder);
}
