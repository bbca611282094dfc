import { elementTypes, intAttribute, type Node } from '#model';
import type { Rule } from '../rule.ts';
import { fastGelu, gelu, leakyRelu, quickGelu, relu, sigmoid, softplus, tanh } from './activations.ts';
import {
  abs,
  add,
  cast,
  choice,
  clip,
  div,
  dropout,
  identity,
  mean,
  mul,
  neg,
  pow,
  reciprocal,
  sub,
  where,
} from './arithmetic.ts';
import { einsum } from './einsum.ts';
import { cos, erf, exp, log, sin, sqrt } from './functions.ts';
import { gather, gatherElements, gatherNd, scatterElements, scatterNd } from './indexing.ts';
import { concat, cumSum, expand, pad, reshape, slice, split, tile, transpose, trilu } from './movement.ts';
import { layerNormalization, simplifiedLayerNormalization } from './normalization.ts';
import { fusedMatMul, gemm, matMul } from './products.ts';
import {
  logSoftmax,
  reduceChoice,
  reduceL2,
  reduceLogSumExp,
  reduceMean,
  reduceSum,
  reduceSumSquare,
  softmax,
} from './reductions.ts';
import { rotaryEmbedding } from './rotary.ts';

/** The gradient of every operator this program can differentiate. */
export const rules: Readonly<Record<string, Rule>> = {
  Abs: abs,
  Add: add,
  Cast: cast,
  Clip: clip,
  Concat: concat,
  Cos: cos,
  CumSum: cumSum,
  Div: div,
  Dropout: dropout,
  Einsum: einsum,
  Erf: erf,
  Exp: exp,
  Expand: expand,
  FastGelu: fastGelu,
  Flatten: reshape,
  FusedMatMul: fusedMatMul,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  Gelu: gelu,
  Gemm: gemm,
  Identity: identity,
  LayerNormalization: layerNormalization,
  LeakyRelu: leakyRelu,
  Log: log,
  LogSoftmax: logSoftmax,
  MatMul: matMul,
  Max: choice,
  Mean: mean,
  Min: choice,
  Mul: mul,
  Neg: neg,
  Pad: pad,
  Pow: pow,
  QuickGelu: quickGelu,
  Reciprocal: reciprocal,
  ReduceL2: reduceL2,
  ReduceLogSumExp: reduceLogSumExp,
  ReduceMax: reduceChoice,
  ReduceMean: reduceMean,
  ReduceMin: reduceChoice,
  ReduceSum: reduceSum,
  ReduceSumSquare: reduceSumSquare,
  Relu: relu,
  Reshape: reshape,
  RotaryEmbedding: rotaryEmbedding,
  ScatterElements: scatterElements,
  ScatterND: scatterNd,
  Sigmoid: sigmoid,
  SimplifiedLayerNormalization: simplifiedLayerNormalization,
  Sin: sin,
  Slice: slice,
  Softmax: softmax,
  Softplus: softplus,
  Split: split,
  Sqrt: sqrt,
  Squeeze: reshape,
  Sub: sub,
  Sum: add,
  Tanh: tanh,
  Tile: tile,
  Transpose: transpose,
  Trilu: trilu,
  Unsqueeze: reshape,
  Where: where,
};

/** Operators whose outputs are counts, indices, truths or steps: nothing flows back through them. */
const stops: ReadonlySet<string> = new Set([
  ...['Shape', 'Size', 'ArgMax', 'ArgMin', 'NonZero'],
  ...['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual', 'IsNaN', 'IsInf', 'Not', 'And', 'Or', 'Xor'],
  ...['Sign', 'Floor', 'Ceil', 'Round'],
]);

const floatTypes: readonly number[] = [
  elementTypes.float32,
  elementTypes.float16,
  elementTypes.float64,
  elementTypes.bfloat16,
];

/** Whether nothing flows back through a node: it makes whole numbers or truths of what it reads. */
export function stopsGradient(node: Node): boolean {
  if (node.op === 'Cast') return !floatTypes.includes(intAttribute(node, 'to', 0));
  return stops.has(node.op);
}
