import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** A place in the tree of allowed answers: what may come next there. */
export interface AnswerPlace {
  readonly next: ReadonlyMap<number, AnswerPlace>;
  /** Whether an answer may end here. */
  readonly isEnd: boolean;
}

/** All answers that are allowed, as a tree of their tokens. */
export interface ClosedAnswers {
  readonly root: AnswerPlace;
  /** The tokens that occur in them, each once. */
  readonly tokens: readonly number[];
}

/** The tree of the given answers, none of them empty. */
export function closedAnswers(answers: readonly string[], tokenizer: Pick<Tokenizer, 'encode'>): ClosedAnswers {
  interface Node extends AnswerPlace {
    readonly next: Map<number, Node>;
    isEnd: boolean;
  }
  const place = (): Node => ({ next: new Map(), isEnd: false });
  const root = place();
  const tokens = new Set<number>();
  for (const answer of answers) {
    let at = root;
    for (const token of tokenizer.encode(answer)) {
      tokens.add(token);
      const next = at.next.get(token) ?? place();
      at.next.set(token, next);
      at = next;
    }
    at.isEnd = true;
  }
  return { root, tokens: [...tokens] };
}

/** A guess as far as it is allowed from a place on, and then what has to follow it because nothing else may. */
export function allowedAndForced(place: AnswerPlace, guess: readonly number[]): readonly number[] {
  const path: number[] = [];
  let at = place;
  for (const token of guess) {
    const next = at.next.get(token);
    if (next === undefined) break;
    path.push(token);
    at = next;
  }
  while (at.next.size === 1 && !at.isEnd) {
    const [[token, next]] = [...at.next] as [[number, AnswerPlace]];
    path.push(token);
    at = next;
  }
  return path;
}
