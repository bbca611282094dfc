import { input, outputGradient, type Rule, type RuleContext } from '../rule.ts';

/**
 * SimplifiedLayerNormalization (RMSNorm) over the last axis: y = w n with n = x r and r = 1 / sqrt(mean(x^2) + eps).
 *
 * With h = g w: dx = r (h - n mean(h n)), dw = sum over rows of g n. The node is made to hand out r, its second
 * output, so that nothing is computed twice.
 */
export const simplifiedLayerNormalization: Rule = (c) => {
  const { b } = c;
  const [g, x, w] = [outputGradient(c), input(c, 0), input(c, 1)];
  const r = inverseRms(c); // [..., 1]
  const n = b.op('Mul', [x, r]);
  let dx: string | undefined;
  if (c.wants(0)) {
    const h = b.op('Mul', [g, w]);
    const along = b.op('ReduceMean', [b.op('Mul', [h, n]), b.ints([-1])], { keepdims: 1 });
    dx = b.op('Mul', [r, b.op('Sub', [h, b.op('Mul', [n, along])])]);
  }
  return [dx, c.wants(1) ? sumOverRows(c, b.op('Mul', [g, n])) : undefined];
};

function inverseRms({ b, node }: RuleContext): string {
  const known = node.outputs[1];
  if (known) return known;
  const name = `${node.outputs[0]}/inverse_rms`;
  b.replaceNode(node, { ...node, outputs: [node.outputs[0] as string, name] });
  return name;
}

function sumOverRows({ b, shapes, node }: RuleContext, tensor: string): string {
  const rank = shapes.rank(node.inputs[0] as string);
  return b.op('ReduceSum', [tensor, b.ints(Array.from({ length: rank - 1 }, (_, axis) => axis))], { keepdims: 0 });
}
