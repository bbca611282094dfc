import { input, intAttribute, output, outputGradient, type Rule, type RuleContext, unsupported } from '../rule.ts';

/** Sums and means keep the reduced axes, so that the gradient spreads by broadcasting. */
function requireKeptAxes({ node }: RuleContext): void {
  if (intAttribute(node, 'keepdims', 1) !== 1) throw unsupported(node, 'keepdims must be 1');
}

/** y = sum of x: the gradient spreads over what was summed. */
export const reduceSum: Rule = (c) => {
  requireKeptAxes(c);
  return [c.b.op('Expand', [outputGradient(c), c.b.op('Shape', [input(c, 0)])])];
};

/** y = mean of x: the gradient spreads, divided by the count. */
export const reduceMean: Rule = (c) => {
  requireKeptAxes(c);
  const count = c.b.op('Div', [c.b.op('Size', [input(c, 0)]), c.b.op('Size', [output(c)])]);
  const share = c.b.op('Div', [outputGradient(c), c.b.op('Cast', [count], { to: 1 })]);
  return [c.b.op('Expand', [share, c.b.op('Shape', [input(c, 0)])])];
};

/** y = softmax(x) along the last axis: dx = y (g - sum(g y)). */
export const softmax: Rule = (c) => {
  if (intAttribute(c.node, 'axis', -1) !== -1) throw unsupported(c.node, 'axis must be -1');
  const [g, y] = [outputGradient(c), output(c)];
  const weighted = c.b.op('ReduceSum', [c.b.op('Mul', [g, y]), c.b.ints([-1])], { keepdims: 1 });
  return [c.b.op('Mul', [y, c.b.op('Sub', [g, weighted])])];
};
