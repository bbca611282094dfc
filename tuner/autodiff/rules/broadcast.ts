import { input, output, type RuleContext } from '../rule.ts';

/**
 * Undoes broadcasting: sums a gradient shaped like the node's output over the axes along which input `i` was
 * repeated, and gives it that input's shape.
 */
export function reduceToInput(context: RuleContext, gradient: string, i: number): string {
  const { b, shapes } = context;
  const operand = input(context, i);
  const axes = shapes.broadcastAxes(operand, output(context));
  if (axes.length === 0) return gradient;
  const summed = b.op('ReduceSum', [gradient, b.ints(axes)], { keepdims: 1 });
  return shapes.rank(operand) === shapes.rank(output(context))
    ? summed
    : b.op('Reshape', [summed, b.op('Shape', [operand])]);
}
