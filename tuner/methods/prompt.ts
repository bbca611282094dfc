import { createRandom } from '#domain';
import {
  findTokenEmbedding,
  type Graph,
  GraphBuilder,
  int64Tensor,
  type ModelFolder,
  openSession,
  virtualEmbeddings,
  withVirtualTokens,
  writePromptAdapter,
} from '#model';
import type { Method, MethodSettings } from './method.ts';
import { type Placement, virtualAxis } from './placement.ts';

type Settings = Extract<MethodSettings, { kind: 'prompt' }>;

/** Prompt tuning: learned embeddings run before the instruction; what they leave in the cache is read by every row. */
export function promptPlacement(decoder: Graph): Placement {
  const { width } = findTokenEmbedding(decoder);
  return {
    decoder,
    opening: withVirtualTokens(decoder),
    trained: [{ name: virtualEmbeddings, type: 'float32', shape: [virtualAxis, width] }],
  };
}

/**
 * Prompt tuning.
 *
 * @param text  tokens whose embeddings to start from, if `init` is `text`; repeated if they are fewer than P
 * @source Lester et al. 2021, The Power of Scale for Parameter-Efficient Prompt Tuning; PEFT, tuners/prompt_tuning
 */
export async function promptMethod(
  { tokens, init }: Settings,
  model: ModelFolder,
  text: readonly number[],
  seed: number,
): Promise<Method> {
  const placement = promptPlacement(model.decoder);
  const ids = Array.from({ length: tokens }, (_, i) => text[i % text.length] as number);
  const embedded = await embeddingsOf(ids, model.decoder);
  const { width } = findTokenEmbedding(model.decoder);
  return {
    placement,
    virtualTokens: tokens,
    dims: new Map([[virtualEmbeddings, [tokens, width]]]),
    start: new Map([[virtualEmbeddings, init === 'text' ? embedded : randomAsLargeAs(embedded, seed)]]),
    write: (folder, learned) =>
      writePromptAdapter(folder, {
        values: learned.get(virtualEmbeddings) as Float32Array,
        width,
        baseModel: model.name,
      }),
  };
}

/** Rows of the embedding, whatever form it is kept in. */
async function embeddingsOf(ids: readonly number[], decoder: Graph): Promise<Float32Array> {
  const { tensor } = findTokenEmbedding(decoder);
  const b = GraphBuilder.from({ ...decoder, outputs: [] });
  b.output({ name: tensor, type: 'float32', shape: null });
  const graph = b.build('embedding');
  const session = await openSession({ ...graph, inputs: graph.inputs.filter(({ name }) => name === 'input_ids') });
  const results = await session.run({ input_ids: int64Tensor(ids, [1, ids.length]) });
  await session.close();
  return results[tensor]?.data as Float32Array;
}

/** Normal values with the root mean square of `values`. */
function randomAsLargeAs(values: Float32Array, seed: number): Float32Array {
  const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const { normal } = createRandom(seed).fork('prompt');
  return values.map(() => size * normal());
}
