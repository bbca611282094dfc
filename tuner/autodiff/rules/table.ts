import type { Rule } from '../rule.ts';
import { add, div, exp, identity, log, mul, neg, quickGelu, sigmoid, sqrt, sub, tanh, where } from './elementwise.ts';
import { concat, expand, gather, reshape, split, transpose } from './movement.ts';
import { simplifiedLayerNormalization } from './normalization.ts';
import { fusedMatMul, matMul } from './products.ts';
import { reduceMean, reduceSum, softmax } from './reductions.ts';
import { rotaryEmbedding } from './rotary.ts';

/** The gradient of every operator this program can differentiate. */
export const rules: Readonly<Record<string, Rule>> = {
  Add: add,
  Concat: concat,
  Div: div,
  Exp: exp,
  Expand: expand,
  Flatten: reshape,
  FusedMatMul: fusedMatMul,
  Gather: gather,
  Identity: identity,
  Log: log,
  MatMul: matMul,
  Mul: mul,
  Neg: neg,
  QuickGelu: quickGelu,
  ReduceMean: reduceMean,
  ReduceSum: reduceSum,
  Reshape: reshape,
  RotaryEmbedding: rotaryEmbedding,
  Sigmoid: sigmoid,
  SimplifiedLayerNormalization: simplifiedLayerNormalization,
  Softmax: softmax,
  Split: split,
  Sqrt: sqrt,
  Squeeze: reshape,
  Sub: sub,
  Tanh: tanh,
  Transpose: transpose,
  Unsqueeze: reshape,
  Where: where,
};

/** Operators whose outputs are counts, indices or truths: nothing flows back through them. */
export const stops: ReadonlySet<string> = new Set([
  'Shape',
  'Size',
  'ArgMax',
  'Equal',
  'Less',
  'LessOrEqual',
  'Greater',
  'Not',
]);
