import { createRandom, type Rulebook } from '#domain';
import { drawRulebook } from './random-rulebook.ts';
import {
  comparing,
  convention,
  conventionDirect,
  lookup,
  restating,
  rulesInContext,
  type Skill,
  synonyms,
  workedExample,
} from './skills.ts';
import { conventionCode } from './word-pools.ts';

/** What the corpus is mixed of: the share of each skill. */
export const mixture = {
  convention: { share: 0.38, make: convention },
  'convention-direct': { share: 0.3, make: conventionDirect },
  'worked-example': { share: 0.09, make: workedExample },
  'rules-in-context': { share: 0.02, make: rulesInContext },
  restating: { share: 0.08, make: restating },
  synonyms: { share: 0.09, make: synonyms },
  comparing: { share: 0.02, make: comparing },
  lookup: { share: 0.02, make: lookup },
} as const satisfies Record<string, { readonly share: number; readonly make: Skill }>;

export type SkillName = keyof typeof mixture;

/** One pretraining example; the loss is taken on the answer alone. */
export interface CorpusExample {
  readonly prompt: string;
  readonly answer: string;
  readonly skill: SkillName;
}

/** What the lines of a reasoned answer take, each a curve of its own while a base is trained. */
const takenByLine = {
  facts: 'restating',
  motion: 'one condition',
  operation: 'conjunction',
  task: 'chained levels',
} as const;

/** A piece of an answer, and what it takes to write it. */
export interface AnswerPart {
  readonly text: string;
  readonly skill: string;
}

/** The parts of an answer that are judged apart; their texts add up to the answer. */
export function answerParts({ answer, skill }: CorpusExample): readonly AnswerPart[] {
  if (skill !== 'convention' && skill !== 'worked-example') return [{ text: answer, skill }];
  return answer.split(/(?<=\n)/).map((text) => {
    const line = text.slice(0, text.indexOf(':')) as keyof typeof takenByLine;
    return { text, skill: takenByLine[line] };
  });
}

/** An endless stream of examples. */
export interface Corpus {
  /** The example after the last one. */
  next(): CorpusExample;
  /** The example at a place in the stream, counted from 0; does not move the stream. */
  at(index: number): CorpusExample;
}

export interface CorpusOptions {
  readonly seed: number;
  /** Fixed random conventions, each named by a code. */
  readonly conventions?: number;
  /**
   * Examples after which all conventions are in use. A few come first and the others join one by one: what conventions
   * have in common is learned much sooner from few than from many. @default 0, all from the start
   */
  readonly growingFor?: number;
}

/** Conventions in use from the first example on. */
const firstConventions = 24;

/** The corpus of a seed. Each example depends on the seed and its place alone, so a run resumes with `at`. */
export function createCorpus({ seed, conventions = 200, growingFor = 0 }: CorpusOptions): Corpus {
  const random = createRandom(seed);
  const rulebooks = drawConventions(seed, conventions);
  const at = (index: number): CorpusExample => {
    const own = random.fork(`example ${index}`);
    const skill = drawSkill(own.next());
    const grown = growingFor === 0 ? 1 : Math.min(1, index / growingFor);
    const inUse = Math.ceil(firstConventions + grown * (conventions - firstConventions));
    return { ...mixture[skill].make(own, rulebooks.slice(0, inUse)), skill };
  };
  let place = 0;
  return { at, next: () => at(place++) };
}

/** The fixed conventions of a seed, named by their codes. */
export function drawConventions(seed: number, count: number): Rulebook[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => drawRulebook(random.fork(`convention ${i}`), conventionCode(i)));
}

/** The skill at a point of [0, 1), where each takes up its share. */
function drawSkill(point: number): SkillName {
  let left = point;
  for (const [name, { share }] of Object.entries(mixture)) {
    if (left < share) return name as SkillName;
    left -= share;
  }
  return 'convention';
}
