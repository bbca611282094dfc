import type { Graph, GraphBuilder, ValueInfo } from '#model';

/** Size of the axis along which virtual tokens of a prefix or a prompt lie: P. */
export const virtualAxis = 'virtual';

/** How tensors that are learned hang on a frozen decoder. */
export interface Placement {
  /** The learned tensors, inputs of every graph that is built from this. */
  readonly trained: readonly ValueInfo[];
  /** Inputs besides that are not learned; see `Method.feedsAt`. */
  readonly extra?: readonly ValueInfo[];
  /** The decoder; its inputs beyond the ordinary ones are learned tensors. */
  readonly decoder: Graph;
  /**
   * The decoder that runs P learned virtual tokens before the instruction, when they are run and do not stand in the
   * cache from the first.
   */
  readonly opening?: Graph;
  /** Writes what the cache holds before any token is run: `[1, G, P, D]` by `past_key_values.*`. Nothing when left out. */
  readonly firstCache?: (b: GraphBuilder) => ReadonlyMap<string, string>;
}
