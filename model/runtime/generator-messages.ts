import type { GenerateRequest, Generation } from './generation.ts';

/** Name and digest of something an answer came from. */
export interface Identity {
  readonly name: string;
  readonly sha256: string;
}

export interface GeneratorOptions {
  readonly modelDir: string;
  /** Adapter folder of any kind, or null for the bare model. */
  readonly adapterDir: string | null;
  /** @default the machine's cores */
  readonly threads?: number;
}

/** What a generator asks of its worker. */
export interface ToWorker {
  readonly id: number;
  readonly kind: 'open' | 'generate' | 'close';
  readonly request?: GenerateRequest;
}

/** What the worker answers, under the id it was asked with. */
export type FromWorker =
  | { readonly id: number; readonly kind: 'opened'; readonly model: Identity; readonly adapter: Identity | null }
  | { readonly id: number; readonly kind: 'generated'; readonly generations: Generation[] }
  | {
      readonly id: number;
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly hint: string | undefined;
    };
