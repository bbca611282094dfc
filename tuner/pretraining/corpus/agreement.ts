/** Data as it stands in a rulebook file. */
type Data = string | readonly string[] | { readonly [key: string]: Data };

/**
 * Share of the entries of `b` that `a` has with the same value, 0 to 1. Lists count as one entry, in any order.
 */
export function agreement(a: object, b: object): number {
  const entriesOfA = flatten(a as Data);
  const entriesOfB = [...flatten(b as Data)];
  return entriesOfB.filter(([path, value]) => entriesOfA.get(path) === value).length / entriesOfB.length;
}

function flatten(data: Data, path = ''): Map<string, string> {
  if (typeof data === 'string') return new Map([[path, data]]);
  if (Array.isArray(data)) return new Map([[path, [...data].sort().join(', ')]]);
  return new Map(Object.entries(data).flatMap(([key, value]) => [...flatten(value as Data, `${path}/${key}`)]));
}
