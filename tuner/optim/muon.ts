import { AdamW, type AdamWOptions } from './adamw.ts';
import type { Optimizer, Tensors } from './optimizer.ts';
import { type MatrixShape, Orthogonalizer } from './orthogonalize.ts';

export interface MuonOptions extends AdamWOptions {
  /** Share of the last momentum that is kept. @default 0.95 */
  readonly momentum?: number;
  /** Deviation of the values of a square matrix's update in units of the learning rate. @default 0.2, that of AdamW late in a run */
  readonly updateDeviation?: number;
}

/**
 * Muon for matrices, AdamW for all else, at one learning rate.
 *
 * The momentum of a matrix is orthogonalized, so that directions which few examples have are learned as fast as those of
 * many; its scale is set beside that of an AdamW update.
 *
 * @source Jordan et al. 2024, Muon; Liu et al. 2025, Muon is Scalable for LLM Training (scale and decay)
 */
export class Muon implements Optimizer {
  readonly #orthogonalizer: Orthogonalizer;
  readonly #shapes: ReadonlyMap<string, MatrixShape>;
  readonly #adamW: AdamW;
  readonly #weightDecay: number;
  readonly #keep: number;
  readonly #updateDeviation: number;
  readonly state: Readonly<Record<string, Tensors>>;

  private constructor(
    parameters: Tensors,
    shapes: ReadonlyMap<string, MatrixShape>,
    orthogonalizer: Orthogonalizer,
    { momentum = 0.95, updateDeviation = 0.2, ...options }: MuonOptions,
  ) {
    this.#orthogonalizer = orthogonalizer;
    this.#shapes = shapes;
    this.#keep = momentum;
    this.#updateDeviation = updateDeviation;
    this.#weightDecay = options.weightDecay ?? 0;
    this.#adamW = new AdamW(new Map([...parameters].filter(([name]) => !shapes.has(name))), options);
    const momenta = new Map([...shapes].map(([name, [out, inputs]]) => [name, new Float32Array(out * inputs)]));
    this.state = { ...this.#adamW.state, momentum: momenta };
  }

  /** @param matrices  names and shapes of the parameters that are orthogonalized */
  static async open(parameters: Tensors, matrices: ReadonlyMap<string, MatrixShape>, options: MuonOptions = {}) {
    return new Muon(parameters, matrices, await Orthogonalizer.open(matrices), options);
  }

  get steps(): number {
    return this.#adamW.steps;
  }
  set steps(steps: number) {
    this.#adamW.steps = steps;
  }

  async update(parameters: Tensors, gradients: Tensors, learningRate: number): Promise<void> {
    const others = new Map([...parameters].filter(([name]) => !this.#shapes.has(name)));
    this.#adamW.update(others, gradients, learningRate);
    const momenta = this.state.momentum as Tensors;
    const ahead = new Map([...momenta].map(([name, m]) => [name, this.#lookAhead(m, gradients.get(name)!)]));
    const keep = 1 - learningRate * this.#weightDecay;
    for (const [name, update] of await this.#orthogonalizer.run(ahead)) {
      const values = parameters.get(name) as Float32Array;
      const scale =
        learningRate * this.#updateDeviation * Math.sqrt(Math.max(...(this.#shapes.get(name) as MatrixShape)));
      for (let i = 0; i < values.length; i += 1) {
        values[i] = keep * (values[i] as number) - scale * (update[i] as number);
      }
    }
  }

  /** Takes a gradient into its momentum; returns Nesterov's estimate of the next one. */
  #lookAhead(momentum: Float32Array, gradient: Float32Array): Float32Array {
    const keep = this.#keep;
    const ahead = new Float32Array(momentum.length);
    for (let i = 0; i < momentum.length; i += 1) {
      const g = (1 - keep) * (gradient[i] as number);
      const m = keep * (momentum[i] as number) + g;
      momentum[i] = m;
      ahead[i] = keep * m + g;
    }
    return ahead;
  }

  close(): Promise<void> {
    return this.#orthogonalizer.close();
  }
}
