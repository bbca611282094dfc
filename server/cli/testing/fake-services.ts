import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { labelsOf, levels } from '#domain';
import type { Generation, Generator, TokenStep } from '#model';
import { realServices, type Services } from '../context.ts';

interface FakeOptions {
  /** Its digest follows from this. @default 'fake' */
  readonly name?: string;
  /** Time a batch takes, ms. @default 0 */
  readonly batchMs?: number;
  /** Called before each batch. */
  readonly onBatch?: (records: readonly string[]) => void;
}

/** A model whose answer is plain, well formed and a function of the record alone. */
export function fakeGenerator(options: FakeOptions = {}, adapterDir: string | null = null): Generator {
  const { name = 'fake', batchMs = 0, onBatch } = options;
  return {
    model: { name, sha256: sha256(name) },
    adapter: adapterDir === null ? null : { name: 'fake-prefix', sha256: sha256('fake-prefix') },
    async generate({ instruction, records }) {
      onBatch?.(records);
      if (batchMs > 0) await wait(batchMs);
      return records.map((record) => answerTo(instruction, record));
    },
    async close() {},
  };
}

/** Services with the fake model, real ones for model folders, a tuning run that only writes its log, a model that knows nothing, and a console and workers that are not there. */
export const fakeServices = (options: FakeOptions = {}): Services => ({
  ...realServices,
  openGenerator: async ({ adapterDir }) => fakeGenerator(options, adapterDir),
  async runTuning({ outDir, steps, method }, tell) {
    const resultDir = join(outDir, method.kind === 'full' ? 'model' : 'adapter');
    await mkdir(resultDir, { recursive: true });
    const lines = Array.from({ length: steps }, (_, i) => {
      const event = {
        kind: 'step',
        step: i + 1,
        steps,
        loss: 2 / (i + 1),
        learningRate: 0.02,
        tokensPerS: 1000,
        secondsLeft: 0,
      } as const;
      tell(event);
      return `${JSON.stringify({ ...event, seconds: 0.5 })}\n`;
    });
    await writeFile(join(outDir, 'metrics.ndjson'), lines.join(''));
    return {
      resultDir,
      trainedParameters: 10,
      bestStep: steps,
      bestValidationLoss: 2 / steps,
      bestExactMatch: 1,
      steps,
      endedEarly: false,
      seconds: 1,
    };
  },
  measureModel: async () => ({ loss: 4, exactMatch: 0 }),
  countTokens: async (_modelDir, text) => text.split(/\s+/).length,
  async serve() {},
  async work() {},
});

function answerTo(instruction: string, record: string): Generation {
  const digest = Buffer.from(sha256(record), 'hex');
  const steps = levels.flatMap((level, i): TokenStep[] => {
    const labels: readonly string[] = labelsOf[level];
    const label = labels[digest[i]! % labels.length]!;
    const other = labels[(digest[i]! + 1) % labels.length]!;
    const probability = 0.5 + digest[i + 3]! / 512;
    const top = [
      { text: ` ${label}`, probability },
      { text: ` ${other}`, probability: 1 - probability },
    ];
    return [sure(`${level}:`), { text: ` ${label}`, probability, top }, sure(i < 2 ? '.\n' : '.')];
  });
  const promptTokens = (instruction + record).split(/\s+/).length;
  return { text: steps.map(({ text }) => text).join(''), steps, promptTokens, finish: 'stop', runs: 1 };
}

const sure = (text: string): TokenStep => ({ text, probability: 1, top: [{ text, probability: 1 }] });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
