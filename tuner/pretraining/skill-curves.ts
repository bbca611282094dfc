/** A piece of an answer: how many labeled tokens it has, and what it takes to write them. */
export interface GradedPart {
  readonly skill: string;
  readonly tokens: number;
}

/** Weight of a batch against all before it. */
const batchWeight = 0.05;

/**
 * How well each skill is mastered: the share of its pieces in which every token was the likeliest. Examples are never
 * seen twice, so this is as good as a held-out set.
 */
export class SkillCurves {
  readonly #shares = new Map<string, number>();

  /**
   * @param parts  the pieces of a batch, in order of its labeled tokens
   * @param hits  1 for each labeled token that was the likeliest
   * @returns the shares of this batch alone
   */
  add(parts: readonly GradedPart[], hits: ArrayLike<bigint>): Readonly<Record<string, number>> {
    const graded = new Map<string, { right: number; all: number }>();
    let at = 0;
    for (const { skill, tokens } of parts) {
      const tally = graded.get(skill) ?? { right: 0, all: 0 };
      graded.set(skill, tally);
      tally.all++;
      if (areAllHits(hits, at, at + tokens)) tally.right++;
      at += tokens;
    }
    const shares = [...graded].map(([skill, { right, all }]) => [skill, right / all] as const);
    for (const [skill, share] of shares) {
      const before = this.#shares.get(skill) ?? share;
      this.#shares.set(skill, before + batchWeight * (share - before));
    }
    return Object.fromEntries(shares);
  }

  /** The recent share of each skill, 0 to 1. */
  recent(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#shares].sort(([a], [b]) => a.localeCompare(b)));
  }
}

function areAllHits(hits: ArrayLike<bigint>, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (hits[i] === 0n) return false;
  return true;
}
