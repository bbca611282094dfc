import { floatAttribute, stringAttribute } from '#model';
import { input, output, outputGradient, type Rule, type RuleContext } from '../rule.ts';

/** y = tanh(x): dx = g (1 - y^2). */
export const tanh: Rule = (c) => {
  const y = output(c);
  return [c.b.op('Mul', [outputGradient(c), c.b.op('Sub', [c.b.scalar(1), c.b.op('Mul', [y, y])])])];
};

/** y = sigmoid(x): dx = g y (1 - y). */
export const sigmoid: Rule = (c) => {
  const y = output(c);
  return [c.b.op('Mul', [outputGradient(c), c.b.op('Mul', [y, c.b.op('Sub', [c.b.scalar(1), y])])])];
};

/** y = log(1 + exp(x)): dx = g sigmoid(x). */
export const softplus: Rule = (c) => [c.b.op('Mul', [outputGradient(c), c.b.op('Sigmoid', [input(c, 0)])])];

export const relu: Rule = (c) => {
  const isPositive = c.b.op('Greater', [input(c, 0), c.b.scalar(0)]);
  return [c.b.op('Where', [isPositive, outputGradient(c), c.b.scalar(0)])];
};

/** y = x where x > 0, else alpha x. */
export const leakyRelu: Rule = (c) => {
  const g = outputGradient(c);
  const isPositive = c.b.op('Greater', [input(c, 0), c.b.scalar(0)]);
  const less = c.b.op('Mul', [g, c.b.scalar(floatAttribute(c.node, 'alpha', 0.01))]);
  return [c.b.op('Where', [isPositive, g, less])];
};

/** y = x s with s = sigmoid(alpha x): dx = g (s + alpha y (1 - s)). */
export const quickGelu: Rule = (c) => {
  const alpha = floatAttribute(c.node, 'alpha', 1.702);
  const scaled = (x: string): string => (alpha === 1 ? x : c.b.op('Mul', [x, c.b.scalar(alpha)]));
  const s = c.b.op('Sigmoid', [scaled(input(c, 0))]);
  const bend = c.b.op('Mul', [scaled(output(c)), c.b.op('Sub', [c.b.scalar(1), s])]);
  return [c.b.op('Mul', [outputGradient(c), c.b.op('Add', [s, bend])])];
};

/** y = x P(x) with P the normal distribution: dx = g (P + x p) with p its density. */
const exactGelu = (c: RuleContext): string => {
  const { b } = c;
  const x = input(c, 0);
  const half = b.op('Mul', [b.op('Erf', [b.op('Mul', [x, b.scalar(Math.SQRT1_2)])]), b.scalar(0.5)]);
  const bell = b.op('Exp', [b.op('Mul', [b.op('Mul', [x, x]), b.scalar(-0.5)])]);
  const density = b.op('Mul', [bell, b.scalar(1 / Math.sqrt(2 * Math.PI))]);
  return b.op('Add', [b.op('Add', [half, b.scalar(0.5)]), b.op('Mul', [x, density])]);
};

/** y = x / 2 (1 + t) with t = tanh(k (x + a x^3)): dx = g / 2 (1 + t + x (1 - t^2) k (1 + 3 a x^2)). */
const tanhGelu = (c: RuleContext): string => {
  const { b } = c;
  const x = input(c, 0);
  const [k, a] = [Math.sqrt(2 / Math.PI), 0.044715];
  const square = b.op('Mul', [x, x]);
  const polynomial = (factor: number): string =>
    b.op('Add', [b.op('Mul', [square, b.scalar(k * factor)]), b.scalar(k)]);
  const t = b.op('Tanh', [b.op('Mul', [x, polynomial(a)])]);
  const steepness = b.op('Mul', [b.op('Sub', [b.scalar(1), b.op('Mul', [t, t])]), b.op('Mul', [x, polynomial(3 * a)])]);
  return b.op('Mul', [b.op('Add', [b.op('Add', [t, b.scalar(1)]), steepness]), b.scalar(0.5)]);
};

export const gelu: Rule = (c) => {
  const isTanh = stringAttribute(c.node, 'approximate', 'none') === 'tanh';
  return [c.b.op('Mul', [outputGradient(c), isTanh ? tanhGelu(c) : exactGelu(c)])];
};

export const fastGelu: Rule = (c) => [c.b.op('Mul', [outputGradient(c), tanhGelu(c)])];
