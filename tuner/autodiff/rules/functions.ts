import { input, output, outputGradient, type Rule } from '../rule.ts';

/** Functions of one number, applied to each. */

/** y = sqrt(x): dx = g / (2 y). */
export const sqrt: Rule = (c) => [c.b.op('Div', [outputGradient(c), c.b.op('Mul', [c.b.scalar(2), output(c)])])];

/** y = exp(x): dx = g y. */
export const exp: Rule = (c) => [c.b.op('Mul', [outputGradient(c), output(c)])];

/** y = log(x): dx = g / x. */
export const log: Rule = (c) => [c.b.op('Div', [outputGradient(c), input(c, 0)])];

export const sin: Rule = (c) => [c.b.op('Mul', [outputGradient(c), c.b.op('Cos', [input(c, 0)])])];

export const cos: Rule = (c) => [c.b.op('Neg', [c.b.op('Mul', [outputGradient(c), c.b.op('Sin', [input(c, 0)])])])];

/** y = erf(x): dx = g 2 / sqrt(pi) exp(-x^2). */
export const erf: Rule = (c) => {
  const { b } = c;
  const x = input(c, 0);
  const bell = b.op('Exp', [b.op('Neg', [b.op('Mul', [x, x])])]);
  return [b.op('Mul', [outputGradient(c), b.op('Mul', [bell, b.scalar(2 / Math.sqrt(Math.PI))])])];
};
