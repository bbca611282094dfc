import { intAttribute } from '#model';
import { input, outputGradient, type Rule, type RuleContext } from '../rule.ts';

/**
 * SimplifiedLayerNormalization (RMSNorm): y = w n with n = x r and r = 1 / sqrt(mean(x^2) + eps).
 *
 * With h = g w: dx = r (h - n mean(h n)), dw = sum over rows of g n. The node is made to hand out r, its second
 * output, so that nothing is computed twice.
 */
export const simplifiedLayerNormalization: Rule = (c) => {
  const { b } = c;
  const [g, x, w] = [outputGradient(c), input(c, 0), input(c, 1)];
  const [r] = handedOut(c, ['inverse_rms']) as [string]; // [..., 1]
  const n = b.op('Mul', [x, r]);
  let dx: string | undefined;
  if (c.wants(0)) {
    const h = b.op('Mul', [g, w]);
    dx = b.op('Mul', [r, b.op('Sub', [h, b.op('Mul', [n, meanOf(c, b.op('Mul', [h, n]))])])]);
  }
  return [dx, c.wants(1) ? sumOverRows(c, b.op('Mul', [g, n])) : undefined];
};

/**
 * LayerNormalization: y = w n + shift with n = (x - mean(x)) r and r = 1 / sqrt(variance(x) + eps).
 *
 * With h = g w: dx = r (h - mean(h) - n mean(h n)), dw = sum over rows of g n, dshift that of g. The node is made to
 * hand out mean and r, its further outputs.
 */
export const layerNormalization: Rule = (c) => {
  const { b } = c;
  const [g, x, w] = [outputGradient(c), input(c, 0), input(c, 1)];
  const [mean, r] = handedOut(c, ['mean', 'inverse_deviation']) as [string, string];
  const n = b.op('Mul', [b.op('Sub', [x, mean]), r]);
  let dx: string | undefined;
  if (c.wants(0)) {
    const h = b.op('Mul', [g, w]);
    const centered = b.op('Sub', [h, meanOf(c, h)]);
    dx = b.op('Mul', [r, b.op('Sub', [centered, b.op('Mul', [n, meanOf(c, b.op('Mul', [h, n]))])])]);
  }
  const dw = c.wants(1) ? sumOverRows(c, b.op('Mul', [g, n])) : undefined;
  return [dx, dw, c.wants(2) ? sumOverRows(c, g) : undefined];
};

/** Further outputs of the node, which is made to have them. */
function handedOut({ b, node }: RuleContext, what: readonly string[]): readonly string[] {
  const first = node.outputs[0] as string;
  const names = what.map((each, i) => node.outputs[i + 1] || `${first}/${each}`);
  b.replaceNode(node, { ...node, outputs: [first, ...names] });
  return names;
}

/** The first of the axes that are normalized together, which end with the last. */
function firstAxis(c: RuleContext): number {
  const axis = intAttribute(c.node, 'axis', -1);
  return axis < 0 ? axis + c.shapes.rank(input(c, 0)) : axis;
}

const axesFrom = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, i) => first + i);

function meanOf(c: RuleContext, tensor: string): string {
  const axes = axesFrom(firstAxis(c), c.shapes.rank(input(c, 0)));
  return c.b.op('ReduceMean', [tensor, c.b.ints(axes)], { keepdims: 1 });
}

function sumOverRows(c: RuleContext, tensor: string): string {
  return c.b.op('ReduceSum', [tensor, c.b.ints(axesFrom(0, firstAxis(c)))], { keepdims: 0 });
}
