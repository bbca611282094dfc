import { AppError } from '#errors';
import {
  float32Initializer,
  float32Values,
  type Graph,
  type ModelFolder,
  trainableWeights,
  withInputsFor,
  writeTunedFolder,
} from '#model';
import type { Method } from './method.ts';
import type { Placement } from './placement.ts';

/** Full fine-tuning: `names` of the decoder's constants are learned. */
export function fullPlacement(decoder: Graph, names: readonly string[]): Placement {
  const open = withInputsFor(decoder, names);
  return { decoder: open, trained: open.inputs.filter(({ name }) => names.includes(name)) };
}

/**
 * Full fine-tuning: every weight, from what it is. Leaves a model folder instead of an adapter.
 *
 * @param modelDir  folder of the model, whose tokenizer and configuration the tuned one takes over
 * @throws AppError `tuner.weights_packed` when weights of the model are quantized
 */
export function fullMethod(model: ModelFolder, modelDir: string): Method {
  const { decoder } = model;
  const packed = decoder.nodes.find(({ op }) =>
    ['MatMulNBits', 'GatherBlockQuantized', 'DequantizeLinear'].includes(op),
  );
  if (packed) {
    throw new AppError(
      'tuner.weights_packed',
      `expected float32 weights for full fine-tuning, got ${packed.op} at node ${packed.name}`,
      { hint: 'tune a prefix or LoRA on it, or import the model with --weights float32' },
    );
  }
  const names = trainableWeights(decoder);
  const constant = (name: string) =>
    decoder.initializers.get(name) as NonNullable<ReturnType<Graph['initializers']['get']>>;
  const dims = new Map(names.map((name) => [name, constant(name).dims]));
  return {
    placement: fullPlacement(decoder, names),
    virtualTokens: 0,
    dims,
    start: new Map(names.map((name) => [name, Float32Array.from(float32Values(constant(name)))])),
    write: (folder, learned) => {
      const weights = [...learned].map(
        ([name, values]) => [name, float32Initializer(values, dims.get(name) ?? [])] as const,
      );
      return writeTunedFolder(folder, { from: modelDir, decoder, weights: new Map(weights) });
    },
  };
}
