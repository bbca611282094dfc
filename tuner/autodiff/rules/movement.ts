import {
  input,
  intAttribute,
  intsAttribute,
  outputGradient,
  type Rule,
  type RuleContext,
  unsupported,
} from '../rule.ts';

/** Reshape, Squeeze, Unsqueeze, Flatten: the gradient takes the input's shape back. */
export const reshape: Rule = (c) => [c.b.op('Reshape', [outputGradient(c), c.b.op('Shape', [input(c, 0)])])];

export const transpose: Rule = (c) => {
  const perm = intsAttribute(c.node, 'perm');
  if (!perm) throw unsupported(c.node, 'perm is missing');
  const inverse = perm.map((_, axis) => perm.indexOf(axis));
  return [c.b.op('Transpose', [outputGradient(c)], { perm: inverse })];
};

/** Concat: each input takes its slice of the gradient. */
export const concat: Rule = (c) => {
  const axis = intAttribute(c.node, 'axis', 0);
  const size = (tensor: string): string => axisSize(c, tensor, axis);
  const sizes = c.b.op('Concat', c.node.inputs.map(size), { axis: 0 });
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
  const target = c.b.op('Shape', [input(c, 0)]);
  const axes = c.shapes.broadcastAxes(input(c, 0), c.node.outputs[0] as string);
  return [
    c.b.op('Reshape', [
      c.b.op('ReduceSum', [outputGradient(c), c.b.ints(axes)], { keepdims: 1, noop_with_empty_axes: 1 }),
      target,
    ]),
  ];
};

/** Gather along the first axis: rows of the gradient are added where they were taken from. */
export const gather: Rule = (c) => {
  if (intAttribute(c.node, 'axis', 0) !== 0) throw unsupported(c.node, 'only axis 0 is supported');
  const [data, indices] = [input(c, 0), input(c, 1)];
  const shape = c.b.op('Shape', [data]);
  const rest = c.b.op('Shape', [data], { start: 1 });
  const rows = c.b.op('Reshape', [outputGradient(c), c.b.op('Concat', [c.b.ints([-1]), rest], { axis: 0 })]);
  const zeros = c.b.op('Expand', [c.b.scalar(0), shape]);
  return [c.b.op('ScatterND', [zeros, c.b.op('Reshape', [indices, c.b.ints([-1, 1])]), rows], { reduction: 'add' })];
};

function axisSize({ b }: RuleContext, tensor: string, axis: number): string {
  return axis === -1 ? b.op('Shape', [tensor], { start: -1 }) : b.op('Shape', [tensor], { start: axis, end: axis + 1 });
}
