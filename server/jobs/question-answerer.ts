import type { Identity } from '#model';
import type { Answer } from '../assess/assessment-of.ts';
import type { Question } from '../assess/question.ts';
import type { Strategy } from '../store/job-rows.ts';

/** What answers come from. */
export interface AnswererIdentity {
  readonly model: Identity;
  readonly adapter: Identity | null;
}

/** The model side of distributed runs: who it is, and answers to questions that were put together elsewhere. */
export interface QuestionAnswerer {
  /**
   * What answers under a strategy come from.
   *
   * @throws AppError where there is no model or adapter for it
   */
  identify(strategy: Strategy): Promise<AnswererIdentity>;
  /** Asks all questions together, and none but them. */
  answer(strategy: Strategy, questions: readonly Question[]): Promise<readonly Answer[]>;
}

/** What keeps one model and adapter from answering for others, in words; null when they are the same by their hashes. */
export function differenceOf(asked: AnswererIdentity, own: AnswererIdentity): string | null {
  const isSame =
    asked.model.sha256 === own.model.sha256 && (asked.adapter?.sha256 ?? null) === (own.adapter?.sha256 ?? null);
  return isSame ? null : `Expected ${wordsOf(asked)}, got ${wordsOf(own)}.`;
}

const wordsOf = ({ model, adapter }: AnswererIdentity): string =>
  `model ${named(model)} with ${adapter === null ? 'no adapter' : `adapter ${named(adapter)}`}`;

const named = ({ name, sha256 }: Identity): string => `${name} (${sha256.slice(0, 12)})`;
