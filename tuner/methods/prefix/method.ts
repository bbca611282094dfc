import type { Random } from '#domain';
import { cacheShape, float32Tensor, type ModelFolder, prefixColumns, writePrefixAdapter } from '#model';
import type { Method, MethodSettings } from '../method.ts';
import { randomPrefix, textPrefix } from './initial-prefix.ts';
import { keepName, prefixName, prefixPlacement } from './placement.ts';
import { flattenProjection, projectionInputs, randomProjection } from './projection.ts';

type Settings = Extract<MethodSettings, { kind: 'prefix' }>;

/**
 * P-tuning v2.
 *
 * @param text  tokens to start from, if `init` is `text`; repeated if they are fewer than P
 * @source Liu et al. 2021, P-Tuning v2; settings of THUDM ChatGLM2-6B, ptuning/train.sh
 */
export async function prefixMethod(
  { tokens, init, dropout, projection }: Settings,
  model: ModelFolder,
  text: readonly number[],
  seed: number,
): Promise<Method> {
  const shape = cacheShape(model.decoder);
  const size = [tokens, prefixColumns(shape)] as const;
  const placement = prefixPlacement(model.decoder, { projection, hasDropout: dropout > 0 });
  const dims = new Map(
    placement.trained.map(({ name, shape: axes }) => [
      name,
      (axes ?? []).map((axis) => (typeof axis === 'number' ? axis : tokens)),
    ]),
  );
  const values = async (): Promise<Float32Array> => {
    if (init === 'zero') return new Float32Array(size[0] * size[1]);
    if (init === 'random') return randomPrefix(tokens, shape, seed);
    const ids = Array.from({ length: tokens }, (_, i) => text[i % text.length] as number);
    return textPrefix(ids, model, shape);
  };
  return {
    placement,
    virtualTokens: tokens,
    dims,
    start: projection > 0 ? randomProjection(dims, seed) : new Map([[prefixName, await values()]]),
    ...(dropout > 0 ? { feedsAt: (random) => ({ [keepName]: keep(size, dropout, random) }) } : {}),
    async write(folder, learned) {
      const prefix =
        projection > 0
          ? await flattenProjection(projectionInputs(shape, projection), dims, learned)
          : (learned.get(prefixName) as Float32Array);
      await writePrefixAdapter(folder, { values: prefix, shape, baseModel: model.name });
    },
  };
}

/** 0 with the probability of `dropout`, else what makes up for it; all ones for measurements. */
function keep(size: readonly [number, number], dropout: number, random: Random | null) {
  const kept = 1 / (1 - dropout);
  const factor = random === null ? () => 1 : () => (random.chance(dropout) ? 0 : kept);
  return float32Tensor(Float32Array.from({ length: size[0] * size[1] }, factor), size);
}
