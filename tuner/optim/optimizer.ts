/** Tensors by name, in a fixed order. */
export type Tensors = ReadonlyMap<string, Float32Array>;

/** Changes parameters by their gradients; what it remembers of earlier gradients is kept with a checkpoint. */
export interface Optimizer {
  /** Updates made so far. */
  steps: number;
  /** Groups of tensors that change with each update. */
  readonly state: Readonly<Record<string, Tensors>>;
  /** Changes `parameters` in place. */
  update(parameters: Tensors, gradients: Tensors, learningRate: number): void | Promise<void>;
}
