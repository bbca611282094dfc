import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { float32Values } from '../graph/graph.ts';
import { readSafetensors } from '../weights/safetensors.ts';

/** Architectures with a tiny decoder in `data/golden/decoders`. */
export const goldenFamilies = ['glm', 'glm4', 'llama', 'qwen2'] as const;

/** Graphs of them by other programs, in the folder of the family; fused ones have GroupQueryAttention. */
export const foreignExports = (['glm', 'llama', 'qwen2'] as const).flatMap((family) => [
  { family, file: 'optimum.onnx', isFused: false },
  { family, file: 'genai/model.onnx', isFused: true },
]);

type Rows = readonly (readonly number[])[];

interface Trajectory {
  readonly learning_rate: number;
  /** Before each of the steps, and after the last. */
  readonly losses: readonly number[];
}

/** What `scripts/golden/decoders.py` wrote beside the tensors. */
export interface GoldenReference {
  readonly prefix_tokens: number;
  readonly right: { readonly input_ids: Rows; readonly attention_mask: Rows; readonly labels: Rows };
  readonly left: { readonly input_ids: Rows; readonly attention_mask: Rows; readonly position_ids: Rows };
  readonly loss: number;
  readonly constant_rate: Trajectory;
  readonly recipe: Trajectory;
}

/** A tiny decoder by Hugging Face transformers and what it, PEFT and PyTorch made of it. */
export interface GoldenDecoder {
  readonly folder: string;
  readonly reference: GoldenReference;
  /** Values of one of `prefix`, `prefix_gradient` and `logits/*`. */
  tensor(name: string): Float32Array;
}

export function openGoldenDecoder(family: (typeof goldenFamilies)[number]): GoldenDecoder {
  const folder = join(import.meta.dirname, '../../data/golden/decoders', family);
  const tensors = readSafetensors(readFileSync(join(folder, 'reference.safetensors')), 'reference.safetensors');
  return {
    folder,
    reference: JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8')),
    tensor: (name) => float32Values(tensors.get(name)!),
  };
}
