import { test } from 'node:test';
import { checkRule, unary } from '../testing/check-rule.ts';
import { erf } from '../testing/double-operators.ts';

/** Values well away from zero, for roots and logarithms. */
const away = [0.5, 2] as const;

const functions: readonly (readonly [op: string, f: (x: number) => number, range: readonly [number, number]])[] = [
  ['Sqrt', Math.sqrt, away],
  ['Exp', Math.exp, [-1, 1]],
  ['Log', Math.log, away],
  ['Sin', Math.sin, [-3, 3]],
  ['Cos', Math.cos, [-3, 3]],
  ['Erf', erf, [-2, 2]],
];

for (const [op, f, range] of functions) {
  test(`${op} has the gradient of central differences`, (t) => checkRule(t, unary(op, f, range)));
}
