import { type Lowering, optionalInput, requiredInput } from './lowering.ts';

/** BiasGelu: Gelu of input + bias. */
export const biasGelu: Lowering = (c) => [c.b.op('Gelu', [c.b.op('Add', [requiredInput(c, 0), requiredInput(c, 1)])])];

/** FastGelu adds its bias, if it has one, before anything else. */
export const fastGelu: Lowering = (c) => {
  const bias = optionalInput(c, 1);
  return [c.b.op('FastGelu', [bias ? c.b.op('Add', [requiredInput(c, 0), bias]) : requiredInput(c, 0)])];
};
