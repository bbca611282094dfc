/** Runs an action several times and gives its results and how long each took. */
export async function timed<T>(
  count: number,
  action: () => Promise<T>,
): Promise<{ readonly results: readonly T[]; readonly seconds: readonly number[] }> {
  const results: T[] = [];
  const seconds: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const started = performance.now();
    results.push(await action());
    seconds.push((performance.now() - started) / 1000);
  }
  return { results, seconds };
}

/** The middle one of an odd number of values, the upper of the two middle ones otherwise. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
