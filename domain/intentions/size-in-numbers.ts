/** Meters in a unit, by the names observers write. */
const metersIn: readonly (readonly [RegExp, number])[] = [
  [/^(?:m|meters?|metres?)$/, 1],
  [/^(?:cm|centimeters?|centimetres?)$/, 0.01],
  [/^(?:ft|feet|foot)$/, 0.3048],
];

/** Largest span of a small and of a medium spacecraft, m; published in data/taxonomy/README.md. */
export const mostSmallM = 2;
export const mostMediumM = 8;

/** The size term of a span told as a number with its unit; undefined when the words hold none. */
export function sizeOfSpan(words: string): 'small' | 'medium' | 'large' | undefined {
  for (const [, digits, unit] of words.matchAll(/(\d+(?:\.\d+)?) ?([a-z]+)/gi)) {
    const meters = metersIn.find(([name]) => name.test(unit!.toLowerCase()))?.[1];
    if (meters === undefined) continue;
    const spanM = Number(digits) * meters;
    return spanM <= mostSmallM ? 'small' : spanM <= mostMediumM ? 'medium' : 'large';
  }
  return undefined;
}
