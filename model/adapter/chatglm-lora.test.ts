import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseDecoderConfig } from '../decoder/decoder-config.ts';
import { buildFromCheckpoint } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { float32Values } from '../graph/graph.ts';
import { emptyCache, repeatCache } from '../runtime/cache.ts';
import { int64Tensor, openSession } from '../runtime/session.ts';
import { steer } from '../runtime/steer.ts';
import { openGoldenDecoder } from '../testing/golden-decoder.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { readAdapter } from './adapter.ts';
import { fromChatglmNames } from './chatglm-lora.ts';
import type { LoraModule } from './lora-adapter.ts';
import { readPeftFolder } from './peft-folder.ts';
import { readLoraModules } from './read-lora.ts';

// By PEFT 0.21.2 and PyTorch 2.9.1, scripts/golden/methods.py: a LoRA of rank 4 on products fused and named as in
// ChatGLM, and the logits of a forward pass of ChatGLM with its weights changed by it.
const golden = join(import.meta.dirname, '../../data/golden/methods/glm');
const folder = join(golden, 'chatglm');
const { folder: modelDir, reference } = openGoldenDecoder('glm');
const config = parseDecoderConfig(JSON.parse(await readFile(join(modelDir, 'config.json'), 'utf8')), 'config.json');
const decoder = await buildFromCheckpoint(modelDir);
const told = readLoraModules(await readPeftFolder(folder));
const invalid = (message: RegExp) => ({ code: 'model.adapter_invalid', message });

/** Largest difference between a float32 logit of ONNX Runtime and one of PyTorch; logits are of order 1. */
const logitTolerance = 1e-4;

/** Rows of `B A`. */
function productRows({ rank, a, b, inputs, outputs }: LoraModule): number[][] {
  return Array.from({ length: outputs }, (_, row) =>
    Array.from({ length: inputs }, (_, column) => {
      let sum = 0;
      for (let i = 0; i < rank; i += 1) sum += b[row * rank + i]! * a[i * inputs + column]!;
      return sum;
    }),
  );
}

test('queries, keys and values add row by row what the fused product adds', () => {
  const modules = fromChatglmNames(told, config, folder);
  for (const layer of [0, 1]) {
    const fused = productRows(told.get(`transformer.encoder.layers.${layer}.self_attention.query_key_value`)!);
    const parts = ['q', 'k', 'v'].map((part) => modules.get(`model.layers.${layer}.self_attn.${part}_proj`)!);
    assert.deepEqual(
      parts.map(({ outputs, scale }) => [outputs, scale]),
      [
        [128, 2],
        [64, 2],
        [64, 2],
      ],
    );
    assert.deepEqual(parts.flatMap(productRows), fused);
  }
});

test('an adapter with the names of ChatGLM gives the logits that ChatGLM has with it', async (t) => {
  const adapter = await readAdapter(folder, { decoder, modelDir });
  const { decoder: steered } = await steer(decoder, adapter, { threads: 1 });
  const { input_ids, attention_mask } = reference.right;
  const [rows, width] = [input_ids.length, input_ids[0]!.length];
  const session = await openSession(steered, { threads: 1 });
  const results = await session.run({
    input_ids: int64Tensor(input_ids.flat(), [rows, width]),
    attention_mask: int64Tensor(attention_mask.flat(), [rows, width]),
    position_ids: int64Tensor(
      input_ids.flatMap((row) => row.map((_, i) => i)),
      [rows, width],
    ),
    ...repeatCache(emptyCache(cacheShape(decoder)), rows),
  });
  await session.close();
  const file = join(golden, 'chatglm.safetensors');
  const expected = float32Values(readSafetensors(await readFile(file), file).get('logits')!);
  const isReal = attention_mask.flat();
  const actual = results.logits!.data as Float32Array;
  const difference = expected.reduce((largest, value, i) => {
    const counts = isReal[Math.floor(i / config.vocabularySize)] === 1;
    return counts ? Math.max(largest, Math.abs(value - actual[i]!)) : largest;
  }, 0);
  t.diagnostic(`largest difference of a logit ${difference.toExponential(1)}`);
  assert.ok(difference < logitTolerance, `a logit differs by ${difference}`);
});

test('modules of ChatGLM are refused for another architecture, other sizes, and outside the layers', async () => {
  const convert = (modules: ReadonlyMap<string, LoraModule>, changes: Partial<typeof config> = {}) =>
    fromChatglmNames(modules, { ...config, ...changes }, folder);
  assert.throws(
    () => convert(told, { architecture: 'llama' }),
    invalid(/expected a glm for the modules of ChatGLM, got a llama/),
  );
  assert.throws(
    () => convert(told, { keyValueHeads: 4 }),
    invalid(/query_key_value: expected lora_B of 384 rows, got 256/),
  );
  const head = new Map([...told, ['transformer.output_layer', [...told.values()][0]!]]);
  assert.throws(
    () => convert(head),
    invalid(/expected a linear module of a ChatGLM layer, got transformer\.output_layer/),
  );
});
