import { type CacheShape, type GraphBuilder, pastNames } from '#model';

/**
 * Unfolds the prefix matrix inside a graph into the caches it stands for. Its element order is the one PEFT and
 * THUDM share: column((layer, kv, head, channel)) = ((2 * layer + kv) * G + head) * D + channel, kv 0 for keys.
 *
 * @source PEFT, peft_model.py `get_prompt`; THUDM ChatGLM2-6B, modeling_chatglm.py `get_prompt`
 *
 * @param prefix  [P, 2 * L * G * D]
 * @returns a tensor `[1, G, P, D]` for each `past_key_values.*` name
 */
export function unfoldPrefix(
  b: GraphBuilder,
  prefix: string,
  { layers, keyValueHeads: G, headSize: D }: CacheShape,
): Map<string, string> {
  const grid = b.op('Reshape', [prefix, b.ints([-1, 2 * layers, G, D])]); // [P, 2L, G, D]
  const perCache = b.op('Transpose', [grid], { perm: [1, 2, 0, 3] }); // [2L, G, P, D]
  const caches = b.ops('Split', [perCache, b.ints(Array(2 * layers).fill(1))], 2 * layers, { axis: 0 });
  const names = Array.from({ length: layers }, (_, layer) => pastNames(layer)).flat();
  return new Map(names.map((name, i) => [name, caches[i] as string]));
}
