import type { Random } from '#domain';
import type { Feeds } from '#model';
import type { Tensors } from '../optim/optimizer.ts';
import type { Placement } from './placement.ts';

/** A way of tuning a model, ready to start: what is learned, from where, and what is left when it is done. */
export interface Method {
  readonly placement: Placement;
  /** P: positions that stand before the text. */
  readonly virtualTokens: number;
  /** Sizes of the learned tensors, by name. */
  readonly dims: ReadonlyMap<string, readonly number[]>;
  /** Values that they start with. */
  readonly start: Tensors;
  /** Values of the placement's extra inputs: for a training step, or, with null, for a measurement. */
  readonly feedsAt?: (random: Random | null) => Feeds;
  /** Leaves what was learned in a folder, where other programs find it. */
  write(folder: string, values: Tensors): Promise<void>;
}

/** The way of tuning and its own settings. */
export type MethodSettings =
  | {
      /** P-tuning v2: learned entries of every layer's cache. */
      readonly kind: 'prefix';
      /** P. */
      readonly tokens: number;
      /** Standard normal values, zeros, or the cache that the first examples leave behind. */
      readonly init: 'random' | 'zero' | 'text';
      /** Share of the prefix that is left out of each step, at random. */
      readonly dropout: number;
      /** Width of a hidden layer that the prefix is made through while it is learned; 0 for none. */
      readonly projection: number;
    }
  | {
      /** Learned embeddings before the input. */
      readonly kind: 'prompt';
      /** P. */
      readonly tokens: number;
      /** Normal values as large as the embeddings, or the embeddings of the first examples. */
      readonly init: 'random' | 'text';
    }
  | {
      /** Learned branches of low rank beside linear modules. */
      readonly kind: 'lora';
      readonly rank: number;
      readonly alpha: number;
      /** Last parts of the paths of modules. */
      readonly targets: readonly string[];
    }
  | {
      /** Every weight of the decoder. */
      readonly kind: 'full';
    };

export type MethodKind = MethodSettings['kind'];
export const methodKinds = ['prefix', 'prompt', 'lora', 'full'] as const satisfies readonly MethodKind[];
