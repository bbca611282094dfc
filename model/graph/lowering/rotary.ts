import { intAttribute } from '../attributes.ts';
import { type Lowering, notLowered, optionalInput, requiredInput } from './lowering.ts';

/** RotaryEmbedding of the standard is the runtime's older one, whose positions come before the tables. */
export const rotaryEmbedding: Lowering = (c) => {
  const { b, node } = c;
  if (node.domain !== '') {
    b.add(node);
    return node.outputs;
  }
  const [x, cos, sin, positions] = [requiredInput(c, 0), requiredInput(c, 1), requiredInput(c, 2), optionalInput(c, 3)];
  if (!positions) throw notLowered(node, 'position_ids (input 3)', 'tables already looked up');
  const attributes = {
    interleaved: intAttribute(node, 'interleaved', 0),
    num_heads: intAttribute(node, 'num_heads', 0),
    rotary_embedding_dim: intAttribute(node, 'rotary_embedding_dim', 0),
  };
  return [b.op('RotaryEmbedding', [x, positions, cos, sin], attributes)];
};
