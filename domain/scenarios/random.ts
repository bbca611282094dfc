/** A seeded source of chance; the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform in the logarithm, in [low, high); both positive. */
  logBetween(low: number, high: number): number;
  /** Whole number in [0, n). */
  int(n: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the values, each as likely as the others. */
  pick<T>(values: readonly T[]): T;
  /** Standard normal: mean 0, deviation 1. */
  normal(): number;
  /** The values in random order; the argument stays as it was. */
  shuffle<T>(values: readonly T[]): T[];
  /** An independent stream that depends on this seed and the label only, not on what was drawn before. */
  fork(label: string): Random;
}

/**
 * Random numbers from a whole-number seed.
 *
 * Good for simulations and shuffles, not for secrets.
 *
 * @source mulberry32 by Tommy Ettinger (public domain): a Weyl sequence through a 32-bit mixer
 */
export function createRandom(seed: number): Random {
  let weyl = seed >>> 0;
  const next = () => {
    weyl = (weyl + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(weyl ^ (weyl >>> 15), weyl | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (n: number) => Math.floor(next() * n);

  return {
    next,
    int,
    between: (low, high) => low + (high - low) * next(),
    logBetween: (low, high) => low * (high / low) ** next(),
    chance: (probability) => next() < probability,
    pick(values) {
      if (values.length === 0) throw new RangeError('expected at least one value to pick from, got none');
      return values[int(values.length)]!;
    },
    // Box and Muller; 1 - next() keeps the logarithm away from zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle(values) {
      const mixed = [...values];
      for (let last = mixed.length - 1; last > 0; last--) {
        const other = int(last + 1);
        [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
      }
      return mixed;
    },
    fork: (label) => createRandom(hash(`${seed}/${label}`)),
  };
}

/** 32-bit FNV-1a. @source Fowler, Noll, Vo, RFC 9923 */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
