import type { GraphBuilder } from '#model';

/** What one step of a GRU reads; D directions run side by side, H is the width of the state. */
export interface GruStep {
  /** What the input adds to the gates, its bias included: reset, update, candidate, [D, B, 3 H]. */
  readonly fromInput: string;
  /** [D, B, H] */
  readonly state: string;
  /** [D, H, 3 H] */
  readonly hiddenWeight: string;
  /** [D, 1, 3 H] */
  readonly hiddenBias: string;
  /** H. */
  readonly hidden: number;
}

/**
 * One step of a gated recurrent unit in plain operators:
 *
 *     r = sigmoid(i_r + h W_r + b_r)
 *     z = sigmoid(i_z + h W_z + b_z)
 *     n = tanh(i_n + r * (h W_n + b_n))
 *     h' = (1 - z) * n + z * h
 *
 * @returns the next state, [D, B, H]
 * @source Cho et al. 2014, arXiv:1406.1078, with the reset after the product as in torch.nn.GRU (its documentation);
 *         checked against torch in gru-graph.test.ts
 */
export function gruStep(b: GraphBuilder, { fromInput, state, hiddenWeight, hiddenBias, hidden }: GruStep): string {
  const fromState = b.op('Add', [b.op('MatMul', [state, hiddenWeight]), hiddenBias]); // [D, B, 3 H]
  const [inputGates, inputCandidate] = gatesAndCandidate(b, fromInput, hidden);
  const [stateGates, stateCandidate] = gatesAndCandidate(b, fromState, hidden);
  const gates = b.op('Sigmoid', [b.op('Add', [inputGates, stateGates])]); // [D, B, 2 H]
  const [reset, update] = b.ops('Split', [gates], 2, { axis: -1, num_outputs: 2 }) as [string, string];
  const candidate = b.op('Tanh', [b.op('Add', [inputCandidate, b.op('Mul', [reset, stateCandidate])])]);
  return b.op('Add', [candidate, b.op('Mul', [update, b.op('Sub', [state, candidate])])]);
}

/** [D, B, 3 H] as [D, B, 2 H] and [D, B, H]. */
function gatesAndCandidate(b: GraphBuilder, tensor: string, hidden: number): [string, string] {
  return b.ops('Split', [tensor, b.ints([2 * hidden, hidden])], 2, { axis: -1 }) as [string, string];
}
