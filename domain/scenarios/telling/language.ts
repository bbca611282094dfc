import sentenceParts from '../../../data/language/sentence-parts.json' with { type: 'json' };
import sentencesData from '../../../data/language/sentences.json' with { type: 'json' };
import wordingsData from '../../../data/language/wordings.json' with { type: 'json' };
import { type ReportedElementName, reportedElementNames } from '../../intentions/evidence.ts';
import { lexicon, unknown } from '../../intentions/lexicon.ts';

/**
 * Tiers of the language of observers. What one tier says, no other does: sentences and wordings of `test` are never
 * tuned on, and sentences of `general` are those of pretraining alone.
 */
export const languageTiers = ['training', 'validation', 'test', 'general'] as const;

export type LanguageTier = (typeof languageTiers)[number];

/** How observers speak: wordings for the terms of each element, and sentences to put them in. */
export interface Language {
  /** Wordings of a term beside the term itself. */
  readonly wordings: Readonly<Record<ReportedElementName, Readonly<Record<string, readonly string[]>>>>;
  /** What stands in a field when nothing is known. */
  readonly unknowns: readonly string[];
  /** A size as a number, with a slot `{m}`, `{cm}` or `{ft}`. */
  readonly spans: readonly string[];
  /** Sentences that state a fact, with a slot `{}` for the wording or `{a}` for the wording with its article. */
  readonly facts: Readonly<Record<ReportedElementName, readonly string[]>>;
  /** Sentences that say an element could not be made out. */
  readonly unclear: Readonly<Record<ReportedElementName, readonly string[]>>;
  /** Sentences that state no fact of the target; some have a slot named by an element. */
  readonly distractors: readonly string[];
  /** Instructions to the reader that have no place in a remark, with a slot `{label}`. */
  readonly commands: readonly string[];
  /** Parts that sentences are put together from, beside those above; for the variety that pretraining needs. */
  readonly parts?: SentenceParts | undefined;
}

/** Parts of sentences. */
export interface SentenceParts {
  /** What the target may be called. */
  readonly subjects: readonly string[];
  /** What may stand before or behind a sentence without changing what it says. */
  readonly details: readonly string[];
  /** Statements of the target, with slots `{subject}`, and `{}` or `{a}`. */
  readonly facts: Readonly<Record<ReportedElementName, readonly string[]>>;
  /** Statements that an element could not be made out, some with a slot `{subject}`. */
  readonly unclear: Readonly<Record<ReportedElementName, readonly string[]>>;
  /** Times other than now, and objects other than the target. */
  readonly times: readonly string[];
  readonly strangers: readonly string[];
  /** Statements of such a time or object: slots `{time}`, `{stranger}`, and `{}` or `{a}`. */
  readonly strangeFacts: Readonly<Record<ReportedElementName, readonly string[]>>;
  /** Who did what and when, beside the point. */
  readonly idle: Readonly<Record<'who' | 'did' | 'what' | 'when', readonly string[]>>;
  /** Instructions to the reader; the order has a slot `{label}`. */
  readonly commands: Readonly<Record<'lead' | 'order' | 'trail', readonly string[]>>;
}

interface Wordings {
  readonly validation: readonly string[];
  readonly test: readonly string[];
  readonly novel: readonly string[];
  readonly general: readonly string[];
  readonly definitions: readonly string[];
}

interface SentenceTier {
  readonly facts: Readonly<Record<ReportedElementName, readonly string[]>>;
  readonly unknowns: Readonly<Record<ReportedElementName, readonly string[]>>;
  readonly distractors: readonly string[];
  readonly commands: readonly string[];
}

const { unknown: unknownWords, spans, ...elementWordings } = wordingsData;
const wordings: Readonly<Record<ReportedElementName, Readonly<Record<string, Wordings>>>> = elementWordings;
const sentences: Readonly<Record<LanguageTier, SentenceTier>> = sentencesData;

/** A tier, or `varied`: the vocabulary of training, in the many sentences that pretraining puts together from parts. */
export type LanguageName = LanguageTier | 'varied';

const training = languageOf('training', (training) => training);

/** The languages of observers. That of pretraining has the vocabulary of every tier, and sentences of its own. */
export const languages: Readonly<Record<LanguageName, Language>> = {
  training,
  varied: { ...training, parts: sentenceParts },
  validation: languageOf('validation', (_, { validation }) => validation),
  test: languageOf('test', (_, { test }) => test),
  general: languageOf('general', (training, { validation, test, general }) => [
    ...training,
    ...validation,
    ...test,
    ...general,
  ]),
};

/** Wordings that occur in no tier: what neither pretraining nor tuning has met. */
export const novelWordings = mapTerms((_, { novel }) => novel);

/** What each term means, in a few words. */
export const definitions = mapTerms((_, own) => own.definitions);

/** Sizes in units that observers of the tiers for tuning and testing do not use. */
export const otherUnitSpans: readonly string[] = spans.otherUnits;

function languageOf(
  tier: LanguageTier,
  choose: (training: readonly string[], others: Wordings) => readonly string[],
): Language {
  const { facts, unknowns: unclear, distractors, commands } = sentences[tier];
  const isGeneral = tier === 'general';
  return {
    wordings: mapTerms(choose),
    unknowns: isGeneral ? [...new Set([unknown, ...Object.values(unknownWords).flat()])] : unknownWords[tier],
    spans: isGeneral ? [...spans.training, ...spans.validation, ...spans.test, ...spans.general] : spans[tier],
    facts,
    unclear,
    distractors,
    commands,
    ...(isGeneral && { parts: sentenceParts }),
  };
}

function mapTerms(choose: (training: readonly string[], others: Wordings) => readonly string[]): Language['wordings'] {
  const ofElement = (element: ReportedElementName) =>
    Object.entries(lexicon[element]).map(([term, training]) => [term, choose(training, wordings[element][term]!)]);
  return Object.fromEntries(
    reportedElementNames.map((element) => [element, Object.fromEntries(ofElement(element))]),
  ) as Language['wordings'];
}
