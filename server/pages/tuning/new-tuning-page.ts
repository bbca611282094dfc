import type { Page } from '../../http/respond.ts';
import type { FieldFault } from '../../http/worded-error.ts';
import type { MessageKey, Words } from '../../http/words.ts';
import { learningRates } from '../../tuning/method-choice.ts';
import { fewestLabels } from '../../tuning/tuning-settings.ts';
import { fieldView, type TuningField, tuningFields } from './new-tuning-fields.ts';

/** How many reviews there are to learn from. */
export interface LabelCounts {
  /** Targets with a review that counts. */
  readonly reviewed: number;
  /** Those whose labels chain of thought can learn. */
  readonly usableByCot: number;
}

/** What the form shows besides itself. */
export interface NewTuningOptions {
  readonly labels: LabelCounts;
  /** What was typed, by field; shown again when it cannot be used. */
  readonly typed?: ReadonlyMap<string, string>;
  readonly faults?: readonly FieldFault[];
}

/** The form for a new run. */
export function newTuningPage({ labels, typed = new Map(), faults = [] }: NewTuningOptions, words: Words): Page {
  return {
    view: 'tuning-new',
    title: words.t('tuning.new.title'),
    section: 'tuning',
    model: {
      labels,
      fewest: fewestLabels,
      faultCount: faults.length,
      groups: Object.entries(tuningFields).map(([group, fields]) => ({
        title: words.t(`tuning.group.${group}` as MessageKey),
        fields: fields.map((field: TuningField) => fieldView(field, typed, faults, words)),
      })),
    },
    json: {
      kind: 'tuning-form',
      post: '/tuning',
      labels: { ...labels, fewest: fewestLabels },
      fields: fieldsForPrograms(),
      learningRates: { prefix: learningRates.prefix, prompt: learningRates.prompt, lora: learningRates.lora },
    },
  };
}

/** Every field with its default, choices and bounds; what is left out of a request has the default. */
const fieldsForPrograms = () =>
  Object.values(tuningFields)
    .flat()
    .map(({ name, fallback, choices, limits, methods, sources }: TuningField) => ({
      name,
      default: fallback === '' ? null : fallback,
      choices: choices?.values ?? null,
      low: limits?.low ?? null,
      high: limits?.high ?? null,
      methods: methods ?? null,
      sources: sources ?? null,
    }));
