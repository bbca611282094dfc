import { intAttribute, stringAttribute } from '#model';
import { input, outputGradient, type Rule, type RuleContext } from '../rule.ts';
import { zerosLike } from './shapes.ts';

/**
 * Gather: parts of the gradient are added where they were taken from.
 *
 * Added by ScatterElements: ScatterND loses some of what is added to one place by several threads.
 * @source onnxruntime issues 18048 and 23396; held by a test in indexing.test.ts
 */
export const gather: Rule = (c) => {
  const axis = intAttribute(c.node, 'axis', 0);
  const fromStart = axis < 0 ? axis + c.shapes.rank(input(c, 0)) : axis;
  const [data, indices] = [input(c, 0), input(c, 1)];
  if (fromStart === 0 && c.isDistinct(indices)) return [setAt(c, c.b.op('Unsqueeze', [indices, c.b.ints([-1])]))];
  return [addedAlong(c, data, c.shapes.rank(data), indices, fromStart)];
};

/** The output's gradient among zeros like the data, where nothing is gathered twice: set, which is quicker than added. */
function setAt(c: RuleContext, places: string): string {
  return c.b.op('ScatterND', [zerosLike(c.b, input(c, 0)), places, outputGradient(c)]);
}

/** The output's gradient, added along `axis` of zeros like `data`, which has `rank` axes, at `indices`. */
function addedAlong(c: RuleContext, data: string, rank: number, indices: string, axis: number): string {
  const { b } = c;
  const before = b.op('Shape', [data], { start: 0, end: axis });
  const after = b.op('Shape', [data], { start: axis + 1 });
  const parts = b.op('Reshape', [outputGradient(c), b.op('Concat', [before, b.ints([-1]), after], { axis: 0 })]);
  const trailing = Array(rank - axis - 1).fill(1);
  const column = b.op('Reshape', [indices, b.ints([-1, ...trailing])]);
  const places = b.op('Expand', [column, b.op('Shape', [parts])]);
  return b.op('ScatterElements', [zerosLike(b, data), places, parts], { axis, reduction: 'add' });
}

export const gatherElements: Rule = (c) => [
  c.b.op('ScatterElements', [zerosLike(c.b, input(c, 0)), input(c, 1), outputGradient(c)], {
    axis: intAttribute(c.node, 'axis', 0),
    reduction: 'add',
  }),
];

/** GatherND: as Gather, from the axes that an index goes through taken as one. */
export const gatherNd: Rule = (c) => {
  const { b } = c;
  const [data, indices] = [input(c, 0), input(c, 1)];
  const batchDims = intAttribute(c.node, 'batch_dims', 0);
  if (batchDims !== 0) throw c.refuse('batch_dims 0', String(batchDims));
  if (c.isDistinct(indices)) return [setAt(c, indices)];
  const depth = c.shapes.of(indices)[0]?.at(-1) ?? 0;
  const through = b.op('Shape', [data], { start: 0, end: depth });
  const strides = Array.from({ length: depth }, (_, i) =>
    b.op('ReduceProd', [b.op('Shape', [data], { start: i + 1, end: depth })], { keepdims: 1 }),
  );
  const fromStart = b.op('Mod', [b.op('Add', [indices, through]), through]);
  const weighted = b.op('Mul', [fromStart, b.op('Concat', strides, { axis: 0 })]);
  const places = b.op('ReduceSum', [weighted, b.ints([-1])], { keepdims: 0 });
  const rest = b.op('Shape', [data], { start: depth });
  const rows = b.op('Reshape', [data, b.op('Concat', [b.ints([-1]), rest], { axis: 0 })]);
  const added = addedAlong(c, rows, c.shapes.rank(data) - depth + 1, places, 0);
  return [b.op('Reshape', [added, b.op('Shape', [data])])];
};

/** ScatterND: what was put in takes the gradient of its place; what was put over takes none. */
export const scatterNd: Rule = (c) => scattered(c, 'ScatterND', (g) => c.b.op('GatherND', [g, input(c, 1)]));

export const scatterElements: Rule = (c) => {
  const axis = { axis: intAttribute(c.node, 'axis', 0) };
  return scattered(c, 'ScatterElements', (g) => c.b.op('GatherElements', [g, input(c, 1)], axis), axis);
};

function scattered(
  c: RuleContext,
  op: string,
  taken: (gradient: string) => string,
  axis: Readonly<Record<string, number>> = {},
): readonly (string | undefined)[] {
  const reduction = stringAttribute(c.node, 'reduction', 'none');
  if (reduction !== 'none' && reduction !== 'add') throw c.refuse('reduction none or add', reduction);
  const g = outputGradient(c);
  const kept = (): string => c.b.op(op, [g, input(c, 1), zerosLike(c.b, input(c, 2))], axis);
  const below = (): string => (reduction === 'add' ? g : kept());
  return [c.wants(0) ? below() : undefined, undefined, c.wants(2) ? taken(g) : undefined];
}
