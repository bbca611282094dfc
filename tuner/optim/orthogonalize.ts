import { float32Tensor, type Graph, GraphBuilder, openSession, type Session } from '#model';

/** A matrix of weights, `[out, in]`. */
export type MatrixShape = readonly [out: number, inputs: number];

/** Coefficients of a step X -> aX + bAX + cA²X, A = XXᵀ, which brings every singular value in (0, 1] towards 1. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
/** Steps after which singular values above a hundredth of the norm lie between 0.7 and 1.2. */
const steps = 5;

/**
 * Replaces matrices by the nearest ones whose singular values are all about 1.
 *
 * Newton-Schulz iteration as one ONNX graph: matrices of one shape run together, turned so that they are wide.
 *
 * @source Jordan et al. 2024, Muon: An optimizer for hidden layers in neural networks; checked against numpy's singular
 *         value decomposition in orthogonalize.test.ts
 */
export class Orthogonalizer {
  readonly #groups: readonly (readonly string[])[];
  readonly #shapes: ReadonlyMap<string, MatrixShape>;
  readonly #session: Session;

  private constructor(
    groups: readonly (readonly string[])[],
    shapes: ReadonlyMap<string, MatrixShape>,
    session: Session,
  ) {
    this.#groups = groups;
    this.#shapes = shapes;
    this.#session = session;
  }

  static async open(shapes: ReadonlyMap<string, MatrixShape>): Promise<Orthogonalizer> {
    const sizes = [...new Set([...shapes.values()].map(String))];
    const groups = sizes.map((size) => [...shapes.keys()].filter((name) => String(shapes.get(name)) === size));
    const first = groups.map((names) => shapes.get(names[0] as string) as MatrixShape);
    return new Orthogonalizer(groups, shapes, await openSession(newtonSchulz(first)));
  }

  /** @returns the orthogonalized matrices, by name */
  async run(matrices: ReadonlyMap<string, Float32Array>): Promise<Map<string, Float32Array>> {
    const feeds = this.#groups.map((names, i) => {
      const [out, inputs] = this.#shapes.get(names[0] as string) as MatrixShape;
      const values = new Float32Array(names.length * out * inputs);
      names.forEach((name, k) => {
        values.set(matrices.get(name) as Float32Array, k * out * inputs);
      });
      return [`matrices_${i}`, float32Tensor(values, [names.length, out, inputs])] as const;
    });
    const results = await this.#session.run(Object.fromEntries(feeds));
    return new Map(
      this.#groups.flatMap((names, i) => {
        const values = results[`orthogonal_${i}`]?.data as Float32Array;
        const count = values.length / names.length;
        return names.map((name, k) => [name, values.subarray(k * count, (k + 1) * count)] as const);
      }),
    );
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

function newtonSchulz(sizes: readonly MatrixShape[]): Graph {
  const g = new GraphBuilder();
  sizes.forEach(([out, inputs], i) => {
    const shape = [`count_${i}`, out, inputs];
    const turn = (matrix: string): string => (out > inputs ? g.op('Transpose', [matrix], { perm: [0, 2, 1] }) : matrix);
    const wide = turn(g.input({ name: `matrices_${i}`, type: 'float32', shape }));
    const norm = g.op('Sqrt', [g.op('ReduceSum', [g.op('Mul', [wide, wide]), g.ints([1, 2])], { keepdims: 1 })]);
    let x = g.op('Div', [wide, g.op('Add', [norm, g.scalar(1e-7)])]);
    for (let step = 0; step < steps; step += 1) {
      const square = g.op('MatMul', [x, g.op('Transpose', [x], { perm: [0, 2, 1] })]);
      const fourth = g.op('Mul', [g.op('MatMul', [square, square]), g.scalar(c)]);
      const mixed = g.op('Add', [g.op('Mul', [square, g.scalar(b)]), fourth]);
      x = g.op('Add', [g.op('Mul', [x, g.scalar(a)]), g.op('MatMul', [mixed, x])]);
    }
    g.output({ name: g.named(`orthogonal_${i}`, turn(x)), type: 'float32', shape });
  });
  return g.build('newton-schulz');
}
