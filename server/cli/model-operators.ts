import { AppError } from '#errors';
import { findOutputHead, type Graph, type Initializer, isExternal, isFused, lowerFusedOperators } from '#model';
import { gradientPath, hasGradientRule } from '#tuner';

/** What becomes of an operator when the model is tuned. */
export type InTraining =
  | 'has a gradient rule'
  | 'is taken apart'
  | 'is not needed'
  | 'no gradient passes'
  | 'has no gradient rule'
  | 'is refused';

export interface OperatorUse {
  readonly op: string;
  readonly count: number;
  readonly inTraining: InTraining;
}

/** Operators of a decoder, most frequent first, and what stands in the way of tuning it. */
export function operatorUses(graph: Graph): {
  readonly operators: readonly OperatorUse[];
  readonly hindrances: readonly string[];
} {
  const { plain, refusal } = lowered(graph);
  const path = plain ? gradientPath(plain, cacheNames(plain), ['logits']) : [];
  const fused = new Set(graph.nodes.filter(isFused).map(({ op }) => op));
  const onPath = new Set(path.map(({ op }) => op));
  const without = [...new Map(path.filter((node) => !hasGradientRule(node)).map((node) => [node.op, node])).values()];
  const inTraining = (op: string): InTraining => {
    if (!plain) return refusal?.details?.op === op ? 'is refused' : 'no gradient passes';
    if (!plain.nodes.some((node) => node.op === op)) return fused.has(op) ? 'is taken apart' : 'is not needed';
    if (!onPath.has(op)) return 'no gradient passes';
    return without.some((node) => node.op === op) ? 'has no gradient rule' : 'has a gradient rule';
  };
  const counts = new Map<string, number>();
  for (const { op } of graph.nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  const operators = [...counts].map(([op, count]) => ({ op, count, inTraining: inTraining(op) }));
  return {
    operators: operators.sort((a, b) => b.count - a.count),
    hindrances: [
      ...(refusal ? [refusal.message] : []),
      ...without.map(({ op, name }) => `operator ${op} has no gradient rule (node ${name})`),
      ...(plain && !findOutputHead(plain) ? ['logits are not made by a product with a weight'] : []),
    ],
  };
}

const cacheNames = ({ inputs }: Graph): string[] =>
  inputs.flatMap(({ name }) => (name.startsWith('past_key_values.') ? [name] : []));

/** The graph in plain operators, or why it cannot be written so. */
function lowered(graph: Graph): { readonly plain?: Graph; readonly refusal?: AppError } {
  try {
    return { plain: lowerFusedOperators(withZeroPoints(graph)) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'model.operator_unsupported') return { refusal: error };
    throw error;
  }
}

/** Zero points are packed anew for training, so they have to be in memory; here their values do not matter. */
function withZeroPoints(graph: Graph): Graph {
  const names = new Set(graph.nodes.flatMap(({ op, inputs }) => (op === 'MatMulNBits' ? [inputs[3] ?? ''] : [])));
  const initializers = [...graph.initializers].map(([name, value]): [string, Initializer] => {
    const { data } = value;
    return [name, names.has(name) && isExternal(data) ? { ...value, data: new Uint8Array(data.length) } : value];
  });
  return { ...graph, initializers: new Map(initializers) };
}
