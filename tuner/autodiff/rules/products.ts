import { floatAttribute, intAttribute } from '#model';
import { input, output, outputGradient, type Rule, type RuleContext } from '../rule.ts';
import { reduceToInput } from './broadcast.ts';
import { unfoldedAfter } from './unfolded.ts';

interface Product {
  readonly alpha: number;
  readonly transA: boolean;
  readonly transB: boolean;
}

/**
 * Y = alpha op(A) op(B), op transposing the last two axes when asked. With M = op(A), N = op(B):
 * dM = alpha g N^T and dN = alpha M^T g, each written so that it comes out in the layout of A or B.
 */
function productRule(c: RuleContext, { alpha, transA, transB }: Product): readonly (string | undefined)[] {
  const g = outputGradient(c);
  const [a, b] = [input(c, 0), input(c, 1)];
  const product = (x: string, y: string, transX: boolean, transY: boolean): string =>
    c.b.op('FusedMatMul', [x, y], { alpha: { float: alpha }, transA: Number(transX), transB: Number(transY) });

  const gradientOfA = (): string => {
    const weight = unfoldedAfter(c, b, g);
    return transA ? product(weight, g, transB, true) : product(g, weight, false, !transB);
  };
  const gradientOfB = (): string => {
    // A matrix shared by a whole batch takes the sum over the batch: one product of flattened rows.
    if (!transA && c.shapes.rank(b) === 2 && c.shapes.rank(a) > 2) {
      const [rows, gradients] = [asRows(c, a), asRows(c, g)];
      return transB ? product(gradients, rows, true, false) : product(rows, gradients, true, false);
    }
    const [x, y] = transB ? [g, a] : [a, g];
    if (transA) return reduceToInput(c, product(x, y, transB, transB), 1);
    // The wider of two factors takes longer to transpose than the narrower and the product together.
    const isWide = hasOpenWidth(c, transB ? output(c) : a) && c.shapes.rank(a) === c.shapes.rank(b);
    return reduceToInput(c, isWide ? transposed(c, product(y, x, true, false)) : product(x, y, true, false), 1);
  };
  return [c.wants(0) ? reduceToInput(c, gradientOfA(), 0) : undefined, c.wants(1) ? gradientOfB() : undefined];
}

/** Whether the size of the last axis is known only when the graph runs: a number of tokens, not of channels. */
function hasOpenWidth({ shapes }: RuleContext, tensor: string): boolean {
  return new Set(shapes.of(tensor).map((dims) => dims.at(-1))).size > 1;
}

/** A tensor of as many axes as input 1, the last two exchanged. */
function transposed(c: RuleContext, tensor: string): string {
  const axes = [...Array(c.shapes.rank(input(c, 1))).keys()];
  return c.b.op('Transpose', [tensor], { perm: [...axes.slice(0, -2), axes.length - 1, axes.length - 2] });
}

/** [..., N] as [rows, N]. */
function asRows(c: RuleContext, tensor: string): string {
  const last = c.b.op('Shape', [tensor], { start: -1 });
  return c.b.op('Reshape', [tensor, c.b.op('Concat', [c.b.ints([-1]), last], { axis: 0 })]);
}

export const matMul: Rule = (c) => {
  for (const i of [0, 1]) {
    const rank = c.shapes.rank(input(c, i));
    if (rank < 2) throw c.refuse(`input ${i} to be a matrix`, `rank ${rank}`);
  }
  return productRule(c, { alpha: 1, transA: false, transB: false });
};

export const fusedMatMul: Rule = (c) => {
  for (const option of ['transBatchA', 'transBatchB']) {
    if (intAttribute(c.node, option, 0) !== 0) throw c.refuse(`${option} 0`, '1');
  }
  return productRule(c, {
    alpha: floatAttribute(c.node, 'alpha', 1),
    transA: intAttribute(c.node, 'transA', 0) === 1,
    transB: intAttribute(c.node, 'transB', 0) === 1,
  });
};

/** Y = alpha op(A) op(B) + beta C. */
export const gemm: Rule = (c) => {
  const factors = productRule(c, {
    alpha: floatAttribute(c.node, 'alpha', 1),
    transA: intAttribute(c.node, 'transA', 0) === 1,
    transB: intAttribute(c.node, 'transB', 0) === 1,
  });
  const beta = c.b.scalar(floatAttribute(c.node, 'beta', 1));
  return [...factors, c.wants(2) ? reduceToInput(c, c.b.op('Mul', [outputGradient(c), beta]), 2) : undefined];
};
