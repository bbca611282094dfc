import { afterTensor } from '#model';
import type { RuleContext } from '../rule.ts';

/**
 * A weight for the way back: one that the forward pass unfolds from few bits is unfolded anew when `gradient` is there,
 * instead of being kept until then; any other is taken as it is.
 */
export function unfoldedAfter(c: RuleContext, weight: string, gradient: string): string {
  const { b, makerOf } = c;
  const node = makerOf(weight);
  if (node?.op === 'Slice') {
    const whole = node.inputs[0] as string;
    const again = unfoldedAfter(c, whole, gradient);
    return again === whole ? weight : b.op('Slice', [again, ...node.inputs.slice(1)]);
  }
  if (node?.op !== 'DequantizeLinear') return weight;
  const [packed, scales, ...zeroPoints] = node.inputs as [string, string, ...string[]];
  const constant = b.constant(scales) ? scales : makerOf(scales)?.inputs[0];
  if (constant === undefined || !b.constant(constant) || !b.constant(packed)) return weight;
  return b.op('DequantizeLinear', [packed, afterTensor(b, constant, gradient), ...zeroPoints], node.attributes);
}
