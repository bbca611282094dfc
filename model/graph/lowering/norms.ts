import { floatAttribute, intAttribute } from '../attributes.ts';
import { type Lowering, type LoweringContext, notLowered, optionalInput, requiredInput } from './lowering.ts';

/** RMSNormalization of the standard is the runtime's older SimplifiedLayerNormalization. */
export const rmsNormalization: Lowering = ({ b, node }) => [
  b.op('SimplifiedLayerNormalization', node.inputs, {
    axis: intAttribute(node, 'axis', -1),
    epsilon: { float: floatAttribute(node, 'epsilon', 1e-5) },
  }),
];

/** SkipSimplifiedLayerNormalization: RMSNorm of input + skip (+ bias); output 3 is the sum. */
export const skipSimplifiedLayerNormalization: Lowering = (c) => {
  const sum = skipSum(c, optionalInput(c, 3));
  return withSum(c, c.b.op('SimplifiedLayerNormalization', [sum, requiredInput(c, 2)], lastAxis(c)), sum);
};

/** SkipLayerNormalization: LayerNorm of input + skip (+ bias); output 3 is the sum. */
export const skipLayerNormalization: Lowering = (c) => {
  const sum = skipSum(c, optionalInput(c, 4));
  const [scale, shift] = [requiredInput(c, 2), optionalInput(c, 3)];
  return withSum(c, c.b.op('LayerNormalization', shift ? [sum, scale, shift] : [sum, scale], lastAxis(c)), sum);
};

function skipSum(c: LoweringContext, bias: string | undefined): string {
  const sum = c.b.op('Add', [requiredInput(c, 0), requiredInput(c, 1)]);
  return bias ? c.b.op('Add', [sum, bias]) : sum;
}

const lastAxis = ({ node }: LoweringContext) => ({
  axis: -1,
  epsilon: { float: floatAttribute(node, 'epsilon', 1e-12) },
});

function withSum({ node }: LoweringContext, normed: string, sum: string): readonly string[] {
  const statistics = [1, 2].find((i) => node.outputs[i]);
  if (statistics !== undefined) throw notLowered(node, 'no mean or inverse deviation', `output ${statistics}`);
  return [normed, '', '', sum];
}
