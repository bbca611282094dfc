import { int64Values, intAttribute, intsAttribute, isExternal } from '#model';
import { input, output, outputGradient, type Rule, type RuleContext } from '../rule.ts';
import { sizeAlong } from './shapes.ts';

/** Reshape, Squeeze, Unsqueeze, Flatten: the gradient takes the input's shape back. */
export const reshape: Rule = (c) => [
  c.b.op('Reshape', [outputGradient(c), c.b.op('Shape', [input(c, 0)])], { allowzero: 1 }),
];

/** Without a permutation, Transpose reverses the axes. */
export const transpose: Rule = (c) => {
  const perm = intsAttribute(c.node, 'perm');
  const inverse = perm?.map((_, axis) => perm.indexOf(axis));
  return [c.b.op('Transpose', [outputGradient(c)], inverse ? { perm: inverse } : {})];
};

/** Concat: each input takes its slice of the gradient. */
export const concat: Rule = (c) => {
  const axis = intAttribute(c.node, 'axis', 0);
  const sizes = c.b.op(
    'Concat',
    c.node.inputs.map((tensor) => sizeAlong(c.b, tensor, axis)),
    { axis: 0 },
  );
  const parts = c.b.ops('Split', [outputGradient(c), sizes], c.node.inputs.length, { axis });
  return parts.map((part, i) => (c.wants(i) ? part : undefined));
};

/** Split: the gradients of the parts, joined; a part the loss does not read has gradient zero. */
export const split: Rule = (c) => {
  const parts = c.node.outputs.map((part, i) => c.outputGradients[i] ?? c.b.op('Mul', [part, c.b.scalar(0)]));
  return [c.b.op('Concat', parts, { axis: intAttribute(c.node, 'axis', 0) })];
};

/** Expand: the gradient is summed over the axes along which the input was repeated. */
export const expand: Rule = (c) => {
  const { b } = c;
  const axes = b.ints(c.shapes.broadcastAxes(input(c, 0), output(c)));
  const summed = b.op('ReduceSum', [outputGradient(c), axes], { keepdims: 1, noop_with_empty_axes: 1 });
  return [b.op('Reshape', [summed, b.op('Shape', [input(c, 0)])])];
};

/** Tile: the gradients of all copies, added. */
export const tile: Rule = (c) => {
  const { b } = c;
  const column = (tensor: string): string => b.op('Unsqueeze', [tensor, b.ints([1])]);
  const pairs = b.op('Concat', [column(input(c, 1)), column(b.op('Shape', [input(c, 0)]))], { axis: 1 });
  const apart = b.op('Reshape', [outputGradient(c), b.op('Reshape', [pairs, b.ints([-1])])]); // [copies, size, ...]
  const copies = Array.from({ length: c.shapes.rank(input(c, 0)) }, (_, axis) => 2 * axis);
  return [b.op('ReduceSum', [apart, b.ints(copies)], { keepdims: 0 })];
};

/** Pad: the gradient is cut where the input was padded, and padded where it was cut. */
export const pad: Rule = (c) => {
  const mode = c.node.attributes.mode;
  if (mode && 'string' in mode && mode.string !== 'constant') throw c.refuse('mode constant', mode.string);
  const axes = c.node.inputs[3] ? [c.node.inputs[3]] : [];
  return [c.b.op('Pad', [outputGradient(c), c.b.op('Neg', [input(c, 1)]), ...(axes.length ? ['', ...axes] : [])])];
};

/** Trilu: what was set to zero passes no gradient. */
export const trilu: Rule = (c) => {
  const diagonal = c.node.inputs[1] ? [c.node.inputs[1]] : [];
  return [c.b.op('Trilu', [outputGradient(c), ...diagonal], { upper: intAttribute(c.node, 'upper', 1) })];
};

/** CumSum: the sum from the other end. */
export const cumSum: Rule = (c) => {
  const exclusive = intAttribute(c.node, 'exclusive', 0);
  const reverse = 1 - intAttribute(c.node, 'reverse', 0);
  return [c.b.op('CumSum', [outputGradient(c), input(c, 1)], { exclusive, reverse })];
};

/** Slice: the gradient stands where the values were taken from, among zeros. */
export const slice: Rule = (c) => (hasUnitSteps(c) ? [paddedSlice(c)] : [scatteredSlice(c)]);

function hasUnitSteps({ b, node }: RuleContext): boolean {
  const steps = node.inputs[4];
  if (!steps) return true;
  const constant = b.constant(steps);
  return constant?.type === 'int64' && !isExternal(constant.data) && int64Values(constant).every((step) => step === 1);
}

/** A slice without gaps is padded back to the input's size. */
function paddedSlice(c: RuleContext): string {
  const { b, node, shapes } = c;
  const [x, starts] = [input(c, 0), input(c, 1)];
  const axes = node.inputs[3] || b.ints([...Array(shapes.of(starts)[0]?.[0] ?? 0).keys()]);
  const sizes = b.op('Gather', [b.op('Shape', [x]), axes]);
  const taken = b.op('Gather', [b.op('Shape', [output(c)]), axes]);
  const start = b.op('Cast', [starts], { to: 7 });
  const counted = b.op('Where', [b.op('Less', [start, b.ints([0])]), b.op('Add', [start, sizes]), start]);
  const before = b.op('Min', [b.op('Max', [counted, b.ints([0])]), sizes]);
  const after = b.op('Sub', [b.op('Sub', [sizes, before]), taken]);
  // Every axis has its place: the runtime's optimizer moves a Transpose past a Pad of a few axes as if it were one of all.
  const none = b.ints(Array(shapes.rank(x)).fill(0));
  const onAll = [before, after].map((counts) => b.op('ScatterElements', [none, axes, counts]));
  return b.op('Pad', [outputGradient(c), b.op('Concat', onAll, { axis: 0 })]);
}

/** A slice with gaps: the same slice of the input's places says where each value goes. */
function scatteredSlice(c: RuleContext): string {
  const { b, node } = c;
  const shape = b.op('Shape', [input(c, 0)]);
  const count = b.op('Size', [input(c, 0)]);
  const places = b.op('Reshape', [b.op('Range', [b.ints([0], []), count, b.ints([1], [])]), shape]);
  const flat = (tensor: string): string => b.op('Reshape', [tensor, b.ints([-1])]);
  const taken = flat(b.op('Slice', [places, ...node.inputs.slice(1)]));
  const zeros = b.op('Expand', [b.scalar(0), b.op('Reshape', [count, b.ints([1])])]);
  return b.op('Reshape', [b.op('ScatterElements', [zeros, taken, flat(outputGradient(c))], { axis: 0 }), shape]);
}
