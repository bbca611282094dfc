import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#domain';
import { type MatrixShape, Orthogonalizer } from './orthogonalize.ts';

/** `matrix` times its transpose, from the side with fewer rows. */
function gram(matrix: Float32Array, [out, inputs]: MatrixShape): number[][] {
  const isWide = out <= inputs;
  const at = (row: number, k: number): number => matrix[isWide ? row * inputs + k : k * inputs + row]!;
  const side = Math.min(out, inputs);
  const length = Math.max(out, inputs);
  const dot = (i: number, j: number): number =>
    Array.from({ length }, (_, k) => at(i, k) * at(j, k)).reduce((sum, value) => sum + value, 0);
  return Array.from({ length: side }, (_, i) => Array.from({ length: side }, (_, j) => dot(i, j)));
}

test('rows become nearly orthonormal, whatever their scale, for tall and wide matrices', async (t) => {
  const { normal } = createRandom(3);
  const shapes = new Map<string, MatrixShape>([
    ['tall', [40, 12]],
    ['wide', [12, 40]],
  ]);
  const orthogonalizer = await Orthogonalizer.open(shapes);
  t.after(() => orthogonalizer.close());
  const drawn = [...shapes.keys()].map(
    (name, i) => [name, Float32Array.from({ length: 480 }, () => 1000 ** i * normal())] as const,
  );
  for (const [name, matrix] of await orthogonalizer.run(new Map(drawn))) {
    const products = gram(matrix, shapes.get(name)!);
    products.forEach((row, i) => {
      row.forEach((value, j) => {
        if (i === j) assert.ok(value > 0.5 && value < 1.5, `${name}: row ${i} has squared length ${value}`);
        else assert.ok(Math.abs(value) < 0.35, `${name}: rows ${i} and ${j} have product ${value}`);
      });
    });
  }
});

test('singular directions stay: a diagonal matrix stays diagonal, with values near 1', async (t) => {
  const orthogonalizer = await Orthogonalizer.open(new Map([['diagonal', [3, 3]]]));
  t.after(() => orthogonalizer.close());
  const matrix = Float32Array.of(5, 0, 0, 0, -0.5, 0, 0, 0, 1);
  const made = [...(await orthogonalizer.run(new Map([['diagonal', matrix]]))).get('diagonal')!];
  assert.deepEqual(
    made.map((value, i) => (i % 4 ? value : Math.sign(value))),
    [1, 0, 0, 0, -1, 0, 0, 0, 1],
  );
  for (const i of [0, 4, 8]) assert.ok(Math.abs(Math.abs(made[i]!) - 1) < 0.35, String(made[i]));
});
