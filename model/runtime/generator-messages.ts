import type { GenerateRequest, Generation, PartOfAnswer } from './generation.ts';

/** Name and digest of something an answer came from. */
export interface Identity {
  readonly name: string;
  readonly sha256: string;
}

/** A model that is to be loaded, whatever steers it. */
export interface ModelOptions {
  readonly modelDir: string;
  /**
   * Threads of one session. @default sessions and threads as measured when there is a `cacheDir` to keep it in, else one
   * session for the machine's cores
   */
  readonly threads?: number;
  /** Whether a model of few bits has to have been measured against float32 first. @default false */
  readonly isGated?: boolean;
  /** Folder that keeps what is computed of instructions; left out or null for none. */
  readonly cacheDir?: string | null;
}

export interface GeneratorOptions extends ModelOptions {
  /** Adapter folder of any kind, or null for the bare model. */
  readonly adapterDir: string | null;
}

/** What a generator asks of a worker. */
export type Question =
  | { readonly kind: 'describe' }
  | { readonly kind: 'measure'; readonly threads: number; readonly forMs: number }
  | { readonly kind: 'open'; readonly adapterDir: string | null; readonly threads: number }
  | {
      readonly kind: 'generate';
      /** Opened before. */
      readonly adapterDir: string | null;
      readonly request: GenerateRequest;
      readonly canGuess: boolean;
    };

/** What a worker is told, under the id of the question it belongs to: `guesses` are those it asked for. */
export type ToWorker = { readonly id: number } & (
  | Question
  | { readonly kind: 'guesses'; readonly answers: readonly string[] }
  | { readonly kind: 'close' }
);

/** What the worker answers, under the id it was asked with. */
export type FromWorker =
  | { readonly id: number; readonly kind: 'described'; readonly sha256: string; readonly weightBytes: number }
  | { readonly id: number; readonly kind: 'measured'; readonly tokensPerS: number }
  | {
      readonly id: number;
      readonly kind: 'opened';
      readonly model: Identity;
      readonly adapter: Identity | null;
    }
  | { readonly id: number; readonly kind: 'guess'; readonly parts: readonly PartOfAnswer[] }
  | { readonly id: number; readonly kind: 'generated'; readonly generations: Generation[] }
  | {
      readonly id: number;
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly hint: string | undefined;
    };
