import { test } from 'node:test';
import { checkRule, type RuleCase } from '../testing/check-rule.ts';
import { fill, reshape, rotaryHalves, rotaryInterleaved, transpose } from '../testing/double-operators.ts';

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

test('RotaryEmbedding of halves, and of heads side by side, has the gradient of central differences', async (t) => {
  const [cos, sin] = tables(headSize);
  const table = (data: Float64Array) => ({ kind: 'float32', dims: [16, headSize / 2], data }) as const;
  const halves: RuleCase = {
    ...rotation(headSize),
    attributes: { interleaved: 0 },
    reference: (x, positions, cosines, sines) => rotaryHalves(x!, positions!, cosines!, sines!),
  };
  await checkRule(t, halves);
  await checkRule(t, {
    ...halves,
    inputs: (n, draw) => [draw.variable([2, heads, n, headSize]), draw.ints([3]), table(cos), table(sin)],
    reference: (x, first, cosines, sines) => {
      const counted = fill([2, x!.dims[2]!], ([, token]) => first!.data[0]! + token!);
      return rotaryHalves(x!, counted, cosines!, sines!);
    },
  });
  await checkRule(t, {
    ...halves,
    inputs: (n, draw) => [draw.variable([2, n, heads * headSize]), draw.ints([3]), table(cos), table(sin)],
    reference: (x, first, cosines, sines) => {
      const tokens = x!.dims[1]!;
      const counted = fill([2, tokens], ([, token]) => first!.data[0]! + token!);
      const apart = transpose(reshape(x!, [2, tokens, heads, headSize]), [0, 2, 1, 3]);
      return reshape(transpose(rotaryHalves(apart, counted, cosines!, sines!), [0, 2, 1, 3]), x!.dims);
    },
  });
});
