import { createRandom, type Rulebook } from '#domain';
import { drawRulebook } from './random-rulebook.ts';
import {
  convention,
  conventionDirect,
  lookup,
  paraphrase,
  rulesInContext,
  type Skill,
  workedExample,
} from './skills.ts';
import { conventionCode } from './word-pools.ts';

/** What the corpus is mixed of: the share of each skill. */
export const mixture = {
  convention: { share: 0.62, make: convention },
  'convention-direct': { share: 0.14, make: conventionDirect },
  'rules-in-context': { share: 0.04, make: rulesInContext },
  paraphrase: { share: 0.06, make: paraphrase },
  lookup: { share: 0.06, make: lookup },
  'worked-example': { share: 0.08, make: workedExample },
} as const satisfies Record<string, { readonly share: number; readonly make: Skill }>;

export type SkillName = keyof typeof mixture;

/** One pretraining example; the loss is taken on the answer alone. */
export interface CorpusExample {
  readonly prompt: string;
  readonly answer: string;
  readonly skill: SkillName;
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
}

/** The corpus of a seed. Each example depends on the seed and its place alone, so a run resumes with `at`. */
export function createCorpus({ seed, conventions = 160 }: CorpusOptions): Corpus {
  const random = createRandom(seed);
  const rulebooks = drawConventions(seed, conventions);
  const at = (index: number): CorpusExample => {
    const own = random.fork(`example ${index}`);
    const skill = drawSkill(own.next());
    return { ...mixture[skill].make(own, rulebooks), skill };
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
