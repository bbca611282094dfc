import { intAttribute } from '#model';
import { input, output, outputGradient, type Rule, type RuleContext } from '../rule.ts';

/** The output, or its gradient, with the reduced axes at size 1, so that it spreads over the input by broadcasting. */
function kept(c: RuleContext, tensor: string): string {
  const { b, node, shapes } = c;
  if (intAttribute(node, 'keepdims', 1) === 1) return tensor;
  const axes = node.inputs[1];
  if (axes) return b.op('Unsqueeze', [tensor, axes]);
  return b.op('Reshape', [tensor, b.ints(Array(shapes.rank(input(c, 0))).fill(1))]);
}

/** True when no axes are listed and none are meant: the reduction of every single value. */
const reducesNothing = ({ node }: RuleContext): boolean =>
  !node.inputs[1] && intAttribute(node, 'noop_with_empty_axes', 0) === 1;

/** y = sum of x: the gradient spreads over what was summed. */
export const reduceSum: Rule = (c) => {
  const g = outputGradient(c);
  if (reducesNothing(c)) return [g];
  return [c.b.op('Expand', [kept(c, g), c.b.op('Shape', [input(c, 0)])])];
};

/** y = mean of x: the gradient spreads, divided by the count. */
export const reduceMean: Rule = (c) => {
  const { b } = c;
  const g = outputGradient(c);
  if (reducesNothing(c)) return [g];
  const count = b.op('Div', [b.op('Size', [input(c, 0)]), b.op('Size', [output(c)])]);
  const share = b.op('Div', [kept(c, g), b.op('CastLike', [count, g])]);
  return [b.op('Expand', [share, b.op('Shape', [input(c, 0)])])];
};

/** ReduceMax and ReduceMin: the gradient goes to the chosen value, in equal parts when there are several. */
export const reduceChoice: Rule = (c) => {
  const { b, node } = c;
  const isChosen = b.op('Equal', [input(c, 0), kept(c, output(c))]);
  const marks = b.op('Where', [isChosen, b.scalar(1), b.scalar(0)]);
  const axes = node.inputs[1] ? [node.inputs[1]] : [];
  const share = b.op('Div', [marks, b.op('ReduceSum', [marks, ...axes], { keepdims: 1 })]);
  return [b.op('Mul', [share, kept(c, outputGradient(c))])];
};

/** y = sum of x^2: dx = 2 g x. */
export const reduceSumSquare: Rule = (c) => {
  const twice = c.b.op('Mul', [kept(c, outputGradient(c)), c.b.scalar(2)]);
  return [c.b.op('Mul', [twice, input(c, 0)])];
};

/** y = sqrt(sum of x^2): dx = g x / y. */
export const reduceL2: Rule = (c) => {
  const share = kept(c, c.b.op('Div', [outputGradient(c), output(c)]));
  return [c.b.op('Mul', [share, input(c, 0)])];
};

/** y = log(sum of exp(x)): dx = g exp(x - y). */
export const reduceLogSumExp: Rule = (c) => {
  const shares = c.b.op('Exp', [c.b.op('Sub', [input(c, 0), kept(c, output(c))])]);
  return [c.b.op('Mul', [kept(c, outputGradient(c)), shares])];
};

/** y = softmax(x) along an axis: dx = y (g - sum(g y)). */
export const softmax: Rule = (c) => {
  const [g, y] = [outputGradient(c), output(c)];
  return [c.b.op('Mul', [y, c.b.op('Sub', [g, sumAlongAxis(c, c.b.op('Mul', [g, y]))])])];
};

/** y = log(softmax(x)) along an axis: dx = g - exp(y) sum(g). */
export const logSoftmax: Rule = (c) => {
  const g = outputGradient(c);
  return [c.b.op('Sub', [g, c.b.op('Mul', [c.b.op('Exp', [output(c)]), sumAlongAxis(c, g)])])];
};

function sumAlongAxis({ b, node }: RuleContext, tensor: string): string {
  return b.op('ReduceSum', [tensor, b.ints([intAttribute(node, 'axis', -1)])], { keepdims: 1 });
}
