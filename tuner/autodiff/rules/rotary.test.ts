import { test } from 'node:test';
import { checkRule, type RuleCase } from '../testing/check-rule.ts';
import { fill, rotaryInterleaved } from '../testing/double-operators.ts';

const heads = 2;
const headSize = 8;

/** Tables of cosine and sine for 16 positions of `rotating` channels; sine and cosine of float32 angles. */
const tables = (rotating: number): readonly [cos: Float64Array, sin: Float64Array] => {
  const angle = ([position, pair]: readonly number[]): number => position! * 100 ** ((-2 * pair!) / rotating);
  const table = (f: (rad: number) => number) => fill([16, rotating / 2], (index) => Math.fround(f(angle(index)))).data;
  return [table(Math.cos), table(Math.sin)];
};

const rotation = (rotating: number): RuleCase => ({
  op: 'RotaryEmbedding',
  attributes: { interleaved: 1, num_heads: heads, rotary_embedding_dim: rotating },
  reference: (x, positions, cos, sin) => rotaryInterleaved(x!, positions!, cos!, sin!),
  inputs: (n, draw) => {
    const table = (data: Float64Array) => ({ kind: 'float32', dims: [16, rotating / 2], data }) as const;
    const [cos, sin] = tables(rotating);
    const positions = Array.from({ length: 2 * n }, (_, i) => (3 * i + 1) % 16);
    return [draw.variable([2, heads, n, headSize]), draw.ints(positions, [2, n]), table(cos), table(sin)];
  },
});

test('RotaryEmbedding of half the channels of a head turns the gradient back and passes the rest through', (t) =>
  checkRule(t, rotation(headSize / 2)));

test('RotaryEmbedding of a quarter of the channels has the gradient of central differences', (t) =>
  checkRule(t, rotation(headSize / 4)));

test('RotaryEmbedding of all channels has the gradient of central differences', (t) =>
  checkRule(t, rotation(headSize)));
