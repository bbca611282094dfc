import { floatAttribute, input, output, outputGradient, type Rule } from '../rule.ts';
import { reduceToInput } from './broadcast.ts';

/** z = x + y: the gradient passes through. */
export const add: Rule = (c) => {
  const g = outputGradient(c);
  return [0, 1].map((i) => (c.wants(i) ? reduceToInput(c, g, i) : undefined));
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
  const g = outputGradient(c);
  const overDivisor = c.b.op('Div', [g, input(c, 1)]);
  return [
    c.wants(0) ? reduceToInput(c, overDivisor, 0) : undefined,
    c.wants(1) ? reduceToInput(c, c.b.op('Neg', [c.b.op('Mul', [overDivisor, output(c)])]), 1) : undefined,
  ];
};

export const neg: Rule = (c) => [c.b.op('Neg', [outputGradient(c)])];

export const identity: Rule = (c) => [outputGradient(c)];

/** y = sqrt(x): dx = g / (2 y). */
export const sqrt: Rule = (c) => [c.b.op('Div', [outputGradient(c), c.b.op('Mul', [c.b.scalar(2), output(c)])])];

/** y = exp(x): dx = g y. */
export const exp: Rule = (c) => [c.b.op('Mul', [outputGradient(c), output(c)])];

/** y = log(x): dx = g / x. */
export const log: Rule = (c) => [c.b.op('Div', [outputGradient(c), input(c, 0)])];

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

/** y = x s with s = sigmoid(alpha x): dx = g (s + alpha y (1 - s)). */
export const quickGelu: Rule = (c) => {
  const alpha = floatAttribute(c.node, 'alpha', 1.702);
  const scaled = (x: string): string => (alpha === 1 ? x : c.b.op('Mul', [x, c.b.scalar(alpha)]));
  const s = c.b.op('Sigmoid', [scaled(input(c, 0))]);
  const bend = c.b.op('Mul', [scaled(output(c)), c.b.op('Sub', [c.b.scalar(1), s])]);
  return [c.b.op('Mul', [outputGradient(c), c.b.op('Add', [s, bend])])];
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
