import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGraph } from '../folder/read-graph.ts';
import { float32Values, type Graph } from '../graph/graph.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { type GoldenDecoder, openGoldenDecoder } from './golden-decoder.ts';

/** Exports of the tiny Llama in half precision: plain operators; fused ones; fused ones with 4-bit weights. */
export const halfExports = ['optimum-float16', 'genai-bfloat16', 'genai-int4'] as const;

/**
 * An export in half precision, opened, and what PyTorch computes in float32 with the weights it has: of the golden
 * decoder's reference the loss is its own, of the tensors `prefix_gradient` and `logits/prefixed`.
 */
export interface HalfExport extends GoldenDecoder {
  readonly graph: Graph;
  /** Token numbers, and those that the decoder alone answers greedily. */
  readonly prompt: readonly number[];
  readonly answer: readonly number[];
}

export async function openHalfExport(name: (typeof halfExports)[number]): Promise<HalfExport> {
  const { folder, reference, tensor } = openGoldenDecoder('llama');
  const half = (file: string): string => join(folder, 'half', file);
  const tensors = readSafetensors(readFileSync(half('reference.safetensors')), 'reference.safetensors');
  const { prompt, [name]: own } = JSON.parse(readFileSync(half('reference.json'), 'utf8'));
  return {
    folder,
    graph: (await readGraph(folder, `half/${name}/model.onnx`)).graph,
    reference: { ...reference, loss: own.loss },
    tensor: (tensorName) => {
      const found = tensors.get(`${name}/${tensorName}`);
      return found ? float32Values(found) : tensor(tensorName);
    },
    prompt,
    answer: own.answer,
  };
}
