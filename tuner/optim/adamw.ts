import type { Optimizer, Tensors } from './optimizer.ts';

export interface AdamWOptions {
  /** @default 0.9 */
  readonly beta1?: number;
  /** @default 0.999 */
  readonly beta2?: number;
  /** @default 1e-8 */
  readonly epsilon?: number;
  /** Pulls values to zero by this share of the learning rate. @default 0 */
  readonly weightDecay?: number;
}

/**
 * AdamW: Adam with weight decay apart from the gradient.
 *
 * @source Loshchilov, Hutter 2019, Decoupled Weight Decay Regularization, algorithm 2; checked against the published
 *         update rule in adamw.test.ts
 */
export class AdamW implements Optimizer {
  readonly #options: Required<AdamWOptions>;
  readonly state: Readonly<Record<'first_moment' | 'second_moment', Tensors>>;
  steps = 0;

  constructor(parameters: Tensors, options: AdamWOptions = {}) {
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, ...options };
    const zeros = (): Map<string, Float32Array> =>
      new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
    this.state = { first_moment: zeros(), second_moment: zeros() };
  }

  update(parameters: Tensors, gradients: Tensors, learningRate: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    this.steps += 1;
    const stepSize = learningRate / (1 - beta1 ** this.steps);
    const secondCorrection = 1 / Math.sqrt(1 - beta2 ** this.steps);
    const keep = 1 - learningRate * weightDecay;
    for (const [name, values] of parameters) {
      const g = gradients.get(name) as Float32Array;
      const m = this.state.first_moment.get(name) as Float32Array;
      const v = this.state.second_moment.get(name) as Float32Array;
      for (let i = 0; i < values.length; i += 1) {
        const gi = g[i] as number;
        const mi = beta1 * (m[i] as number) + (1 - beta1) * gi;
        const vi = beta2 * (v[i] as number) + (1 - beta2) * gi * gi;
        m[i] = mi;
        v[i] = vi;
        values[i] = keep * (values[i] as number) - (stepSize * mi) / (Math.sqrt(vi) * secondCorrection + epsilon);
      }
    }
  }
}

/** Scales all gradients together so that their joint norm is at most `maxNorm`; returns the norm before. */
export function clipGradients(gradients: Tensors, maxNorm: number): number {
  let sum = 0;
  for (const values of gradients.values()) for (const value of values) sum += value * value;
  const norm = Math.sqrt(sum);
  if (norm > maxNorm) {
    for (const values of gradients.values())
      for (let i = 0; i < values.length; i += 1) values[i] = ((values[i] as number) * maxNorm) / norm;
  }
  return norm;
}
