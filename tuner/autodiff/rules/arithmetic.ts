import { input, output, outputGradient, type Rule } from '../rule.ts';
import { reduceToInput } from './broadcast.ts';

/** z = x + y: the gradient passes through. */
export const add: Rule = (c) => {
  const g = outputGradient(c);
  return c.node.inputs.map((_, i) => (c.wants(i) ? reduceToInput(c, g, i) : undefined));
};

/** z = x - y. */
export const sub: Rule = (c) => {
  const g = outputGradient(c);
  return [
    c.wants(0) ? reduceToInput(c, g, 0) : undefined,
    c.wants(1) ? reduceToInput(c, c.b.op('Neg', [g]), 1) : undefined,
  ];
};

/** z = x y: dx = g y, dy = g x. */
export const mul: Rule = (c) => {
  const g = outputGradient(c);
  return [
    c.wants(0) ? reduceToInput(c, c.b.op('Mul', [g, input(c, 1)]), 0) : undefined,
    c.wants(1) ? reduceToInput(c, c.b.op('Mul', [g, input(c, 0)]), 1) : undefined,
  ];
};

/** z = x / y: dx = g / y, dy = -g z / y. */
export const div: Rule = (c) => {
  const overDivisor = c.b.op('Div', [outputGradient(c), input(c, 1)]);
  return [
    c.wants(0) ? reduceToInput(c, overDivisor, 0) : undefined,
    c.wants(1) ? reduceToInput(c, c.b.op('Neg', [c.b.op('Mul', [overDivisor, output(c)])]), 1) : undefined,
  ];
};

/** z = x^y: dx = g y x^(y - 1), dy = g z log(x). The exponent may be of another type. */
export const pow: Rule = (c) => {
  const { b } = c;
  const [g, x, y] = [outputGradient(c), input(c, 0), b.op('Cast', [input(c, 1)], { to: 1 })];
  const slope = (): string => b.op('Mul', [y, b.op('Pow', [x, b.op('Sub', [y, b.scalar(1)])])]);
  return [
    c.wants(0) ? reduceToInput(c, b.op('Mul', [g, slope()]), 0) : undefined,
    c.wants(1) ? reduceToInput(c, b.op('Mul', [g, b.op('Mul', [output(c), b.op('Log', [x])])]), 1) : undefined,
  ];
};

export const neg: Rule = (c) => [c.b.op('Neg', [outputGradient(c)])];

/** y = 1 / x: dx = -g y^2. */
export const reciprocal: Rule = (c) => {
  const y = output(c);
  return [c.b.op('Neg', [c.b.op('Mul', [outputGradient(c), c.b.op('Mul', [y, y])])])];
};

/** y = |x|. */
export const abs: Rule = (c) => [c.b.op('Mul', [outputGradient(c), c.b.op('Sign', [input(c, 0)])])];

/** Mean of several tensors: each takes its share of the gradient. */
export const mean: Rule = (c) => {
  const share = c.b.op('Div', [outputGradient(c), c.b.scalar(c.node.inputs.length)]);
  return c.node.inputs.map((_, i) => (c.wants(i) ? reduceToInput(c, share, i) : undefined));
};

/** Max and Min: the gradient goes where the output came from; to all of equal inputs. */
export const choice: Rule = (c) => {
  const { b } = c;
  const g = outputGradient(c);
  const chosen = (i: number): string => b.op('Where', [b.op('Equal', [input(c, i), output(c)]), g, b.scalar(0)]);
  return c.node.inputs.map((_, i) => (c.wants(i) ? reduceToInput(c, chosen(i), i) : undefined));
};

/** Clip: the gradient passes where the value did. */
export const clip: Rule = (c) => {
  const { b } = c;
  return [b.op('Where', [b.op('Equal', [input(c, 0), output(c)]), outputGradient(c), b.scalar(0)])];
};

/** z = condition ? x : y. */
export const where: Rule = (c) => {
  const g = outputGradient(c);
  const zero = c.b.scalar(0);
  return [
    undefined,
    c.wants(1) ? reduceToInput(c, c.b.op('Where', [input(c, 0), g, zero]), 1) : undefined,
    c.wants(2) ? reduceToInput(c, c.b.op('Where', [input(c, 0), zero, g]), 2) : undefined,
  ];
};

export const identity: Rule = (c) => [outputGradient(c)];

/** Dropout drops nothing outside of training. */
export const dropout: Rule = (c) => {
  const mode = c.node.inputs[2];
  if (mode) throw c.refuse('no training_mode (input 2)', mode);
  return [outputGradient(c)];
};

/** Cast between floats: the gradient takes the input's type. */
export const cast: Rule = (c) => [c.b.op('CastLike', [outputGradient(c), input(c, 0)])];
