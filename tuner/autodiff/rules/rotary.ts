import { input, outputGradient, type Rule } from '../rule.ts';

/** RotaryEmbedding is a rotation of channel pairs: its gradient is the rotation by the opposite angle. */
export const rotaryEmbedding: Rule = (c) => {
  const back = c.b.op('Neg', [input(c, 3)]);
  return [c.b.op('RotaryEmbedding', [outputGradient(c), input(c, 1), input(c, 2), back], c.node.attributes)];
};
