/**
 * The label a model most likely meant by a word: the label itself, the same in other letter case, one that shares
 * its stem ("detect", "hover"), or one at a small edit distance. Null when none or more than one is near.
 */
export function nearestLabel<T extends string>(word: string, labels: readonly T[]): T | null {
  const lower = word.toLowerCase();
  const same = labels.find((label) => label === lower);
  if (same !== undefined) return same;
  return single(labels.filter((label) => sharesStem(lower, label))) ?? single(closest(lower, labels)) ?? null;
}

/** Letters a stem has at least; "sup" could be anything, "supp" is support among our labels. */
const minStemLetters = 4;

/** Endings an inflection may add to a stem. */
const endings = /(?:ing|ed|er|ion|ance|s|e)$/;

function sharesStem(word: string, label: string): boolean {
  return [word, word.replace(endings, '')].some(
    (stem) => stem.length >= minStemLetters && label.startsWith(stem) && label.length - stem.length <= 4,
  );
}

/** Labels at the least edit distance, when that is at most 2 and at most a quarter of the label. */
function closest<T extends string>(word: string, labels: readonly T[]): readonly T[] {
  const distances = labels.map((label) => editDistance(word, label));
  const least = Math.min(...distances);
  return labels.filter((label, i) => distances[i] === least && least <= Math.min(2, label.length / 4));
}

function single<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

/** Levenshtein distance: insertions, deletions and replacements that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
