import type { Generator } from '#model';
import type { Strategy } from '#prompts';
import type { Contestant } from '#tuner';

/** A model that is evaluated where it answers. */
export interface EvaluatedModel {
  /** Shared with everybody who asks; not to be closed. */
  readonly generator: Generator;
  /** How its adapter was tuned; null without one. */
  readonly method: Contestant['method'];
}

/** The models that answer in this process, for evaluations of the very ones that serve. */
export interface EvaluatedModels {
  /**
   * The model with the adapter that serves a strategy, or bare.
   *
   * @throws AppError `server.model_missing`, and those of the model layer
   */
  modelFor(kind: 'base' | 'tuned', strategy: Strategy): Promise<EvaluatedModel>;
  /** Tokens of a text by the tokenizer of the model. */
  countTokens(text: string): Promise<number>;
}
