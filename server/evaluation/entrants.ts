import { nominalRecords } from '#domain';
import type { openGenerator } from '#model';
import { instructionOf, type MotionSource, type Strategy } from '#prompts';
import type { Contestant } from '#tuner';
import { askBaseline, type Baseline, majorityOf, rules } from './ask-baselines.ts';
import { askModel } from './ask-model.ts';
import { openRecurrent } from './ask-recurrent.ts';
import type { Entrant, OpenEntrant } from './entrant.ts';
import type { BaselineName } from './evaluation-choices.ts';

export interface ModelEntry {
  readonly key: string;
  readonly kind: 'base' | 'tuned';
  readonly strategy: Strategy;
  readonly method: Contestant['method'];
  readonly modelDir: string;
  readonly adapterDir: string | null;
  readonly atMost?: number;
}

/** What asking a model takes. */
export interface ModelServices {
  readonly openGenerator: typeof openGenerator;
  /** Tokens of a text by the tokenizer of a model folder. */
  readonly countTokens: (modelDir: string, text: string) => Promise<number>;
  readonly nowMs: () => number;
}

/** A model asked by a strategy, with or without an adapter. */
export function modelEntrant(entry: ModelEntry, { openGenerator, countTokens, nowMs }: ModelServices): Entrant {
  const { key, kind, strategy, method, modelDir, adapterDir, atMost } = entry;
  return {
    key,
    kind,
    ...(atMost !== undefined && { atMost }),
    async open() {
      const instructionTokens = await countTokens(modelDir, instructionOf(strategy));
      const generator = await openGenerator({ modelDir, adapterDir });
      return {
        contestant: { key, kind, strategy, method, adapter: generator.adapter, instructionTokens },
        model: generator.model,
        answer: ({ records, motion }, from, count) =>
          askModel({ generator, strategy, motion, nowMs }, records.slice(from, from + count)),
        close: () => generator.close(),
      };
    },
  };
}

/** Training records that the majority is counted on. */
const majorityCount = 2000;

/** A baseline by its name; opening one may take minutes of learning. */
export function baselineEntrant(name: BaselineName, seed: number): Entrant {
  const key = `baseline/${name}`;
  const opening: Readonly<Record<BaselineName, () => Promise<OpenEntrant>>> = {
    majority: async () => {
      const majority = majorityOf([...nominalRecords({ split: 'training', seed, count: majorityCount })]);
      return openBaseline(key, () => majority);
    },
    rules: async () => openBaseline(key, rules),
    recurrent: () => openRecurrent(key, seed),
  };
  return { key, kind: 'baseline', open: opening[name] };
}

function openBaseline(key: string, baselineFor: (motion: MotionSource) => Baseline): OpenEntrant {
  return {
    contestant: { key, kind: 'baseline', strategy: null, method: null, adapter: null, instructionTokens: 0 },
    model: null,
    answer: async ({ records, motion }, from, count) =>
      records.slice(from, from + count).map((record) => askBaseline(baselineFor(motion), record)),
    close: async () => {},
  };
}
