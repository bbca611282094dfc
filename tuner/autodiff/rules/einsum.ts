import { stringAttribute } from '#model';
import { input, outputGradient, type Rule, type RuleContext } from '../rule.ts';

interface Equation {
  /** One letter for each axis of each input. */
  readonly terms: readonly string[];
  readonly result: string;
}

/**
 * Einsum: the gradient of an input is the Einsum of the output's gradient and the other inputs, repeated along axes
 * that the input alone has.
 */
export const einsum: Rule = (c) => {
  const { terms, result } = equationOf(c);
  return terms.map((term, i) => (c.wants(i) ? gradientOf(c, terms, result, term, i) : undefined));
};

function gradientOf(c: RuleContext, terms: readonly string[], result: string, term: string, i: number): string {
  const { b, node } = c;
  const others = terms.filter((_, k) => k !== i);
  const isShared = (letter: string): boolean =>
    result.includes(letter) || others.some((other) => other.includes(letter));
  const shared = [...term].filter(isShared).join('');
  const inputs = [outputGradient(c), ...node.inputs.filter((_, k) => k !== i)];
  const equation = `${[result, ...others].join(',')}->${shared}`;
  const product = b.op('Einsum', inputs, { equation });
  if (shared === term) return product;
  const own = [...term].flatMap((letter, axis) => (isShared(letter) ? [] : [axis]));
  return b.op('Expand', [b.op('Unsqueeze', [product, b.ints(own)]), b.op('Shape', [input(c, i)])]);
}

function equationOf(c: RuleContext): Equation {
  const text = stringAttribute(c.node, 'equation', '').replaceAll(' ', '');
  const [left, result] = text.split('->');
  const terms = left?.split(',') ?? [];
  const isPlain = (term: string): boolean => /^[A-Za-z]*$/.test(term) && new Set(term).size === term.length;
  if (result === undefined || ![...terms, result].every(isPlain)) {
    throw c.refuse('an equation with -> and each letter once in a term', text);
  }
  refuseBroadcasting(c, terms, text);
  return { terms, result };
}

/** An axis of size 1 that meets a longer one under the same letter would have to be summed. */
function refuseBroadcasting(c: RuleContext, terms: readonly string[], text: string): void {
  const sizes = new Map<string, number>();
  terms.forEach((term, i) => {
    [...term].forEach((letter, axis) => {
      const size = c.shapes.of(input(c, i))[0]?.[axis] ?? 0;
      if ((sizes.get(letter) ?? size) !== size) throw c.refuse('axes of one size under each letter', text);
      sizes.set(letter, size);
    });
  });
}
