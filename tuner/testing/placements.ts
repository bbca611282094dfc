import { type Graph, trainableWeights } from '#model';
import { fullPlacement } from '../methods/full.ts';
import { loraPlacement } from '../methods/lora.ts';
import type { Placement } from '../methods/placement.ts';
import { promptPlacement } from '../methods/prompt.ts';

/** Linear modules of every family, fused ones too. */
const linear = [
  'q_proj',
  'k_proj',
  'v_proj',
  'qkv_proj',
  'o_proj',
  'gate_up_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
];

/** LoRA wherever it can be, a prompt, and all weights, by name. */
export const placements: Readonly<Record<string, (decoder: Graph) => Placement>> = {
  'a prompt': promptPlacement,
  LoRA: (decoder) => loraPlacement(decoder, { rank: 3, alpha: 6, targets: linear }),
  'all weights': (decoder) => fullPlacement(decoder, trainableWeights(decoder)),
};
