import type { Node } from '../graph/graph.ts';
import type { GraphBuilder } from '../graph/graph-builder.ts';

/** The residual stream of a decoder, [B, S, E]: blocks read it normed and add to it. */
export interface ResidualStream {
  /** @param weight  of the norm, [E] */
  normed(weight: string): string;
  add(x: string): void;
}

/** RMSNorm of x. */
export function rmsNorm(b: GraphBuilder, x: string, weight: string, epsilon: number): string {
  return b.op('SimplifiedLayerNormalization', [x, weight], { axis: -1, epsilon: { float: epsilon } });
}

/** Additions and norms as nodes of their own. */
export function plainStream(b: GraphBuilder, embedded: string, epsilon: number): ResidualStream {
  let stream = embedded;
  return {
    normed: (weight) => rmsNorm(b, stream, weight, epsilon),
    add(x) {
      stream = b.op('Add', [stream, x]);
    },
  };
}

/** Each addition and the norm that follows it as one node. */
export function fusedStream(b: GraphBuilder, embedded: string, epsilon: number): ResidualStream {
  let stream = embedded;
  let added: string | undefined;
  return {
    normed(weight) {
      if (added === undefined) return rmsNorm(b, stream, weight, epsilon);
      const made = skipNorm(b, [stream, added, weight], epsilon);
      [stream, added] = [made.sum, undefined];
      return made.normed;
    },
    add(x) {
      added = x;
    },
  };
}

/** Sum of the first two inputs, and its RMSNorm; mean and deviation, which the operator could tell, are not asked for. */
function skipNorm(b: GraphBuilder, inputs: readonly string[], epsilon: number): { normed: string; sum: string } {
  const [normed, , , sum] = b.ops('SkipSimplifiedLayerNormalization', inputs, 4, { epsilon: { float: epsilon } }) as [
    string,
    ...string[],
  ];
  const node = b.nodes.at(-1) as Node;
  b.replaceNode(node, { ...node, outputs: [normed, '', '', sum as string] });
  return { normed, sum: sum as string };
}
