import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { buildFromCheckpoint } from '../folder/model-folder.ts';
import { float32Initializer, type Initializer } from '../graph/graph.ts';
import { linearModules } from '../graph/surgery/linear-modules.ts';
import { openGoldenDecoder } from '../testing/golden-decoder.ts';
import { seededNormal, temporaryFolder } from '../testing/tiny-glm.ts';
import { readAdapter } from './adapter.ts';
import { type LoraAdapter, type LoraModule, writeLoraAdapter } from './lora-adapter.ts';
import { writePeftFolder } from './peft-folder.ts';

const decoder = await buildFromCheckpoint(openGoldenDecoder('glm').folder);
const invalid = (message: RegExp) => ({ code: 'model.adapter_invalid', message });
const path = 'model.layers.0.self_attn.q_proj'; // 128 x 32
const key = (name: string) => `base_model.model.${path}.${name}`;
const filled = (...dims: number[]): Initializer =>
  float32Initializer(Float32Array.from({ length: dims.reduce((a, b) => a * b) }, seededNormal(5)), dims);

function moduleOf(at: string, rank: number, scale: number): [string, LoraModule] {
  const { inputs, outputs } = linearModules(decoder).find((module) => module.path === at)!;
  const normal = seededNormal(rank);
  const random = (length: number) => Float32Array.from({ length }, normal);
  return [at, { rank, scale, inputs, outputs, a: random(rank * inputs), b: random(outputs * rank) }];
}

async function readLora(folder: string): Promise<LoraAdapter> {
  const adapter = await readAdapter(folder, { decoder });
  assert.ok(adapter.kind === 'lora');
  return adapter;
}

/** A folder with one module of rank 4, with these fields and tensors besides. */
async function folderWith(
  t: TestContext,
  fields: Readonly<Record<string, unknown>>,
  tensors: Readonly<Record<string, Initializer>> = {},
): Promise<string> {
  const folder = await temporaryFolder(t);
  const plain = { [key('lora_A.weight')]: filled(4, 32), [key('lora_B.weight')]: filled(128, 4) };
  const config = { peft_type: 'LORA', r: 4, lora_alpha: 8, ...fields };
  await writePeftFolder(folder, config, new Map(Object.entries({ ...plain, ...tensors })));
  return folder;
}

test('any choice of modules, ranks and scales that was written is read back the same', async (t) => {
  const paths = linearModules(decoder).map((module) => module.path);
  const folder = await temporaryFolder(t);
  const choice = fc.record({ rank: fc.integer({ min: 1, max: 9 }), alpha: fc.integer({ min: 1, max: 64 }) });
  const choices = fc
    .uniqueArray(fc.constantFrom(...paths), { minLength: 1 })
    .chain((chosen) =>
      fc.tuple(...chosen.map((at) => choice.map(({ rank, alpha }) => moduleOf(at, rank, alpha / rank)))),
    );
  await fc.assert(
    fc.asyncProperty(choices, async (chosen) => {
      const modules = new Map(chosen);
      await writeLoraAdapter(folder, { modules, decoder, baseModel: 'tiny' });
      assert.deepEqual((await readLora(folder)).modules, modules);
    }),
    { numRuns: 25 },
  );
});

test('modules of every layer are selected by their last name, single ones by their path', async (t) => {
  const folder = await temporaryFolder(t);
  const written = async (...paths: string[]) => {
    const modules = new Map(paths.map((at) => moduleOf(at, 2, 1)));
    await writeLoraAdapter(folder, { modules, decoder, baseModel: 'tiny' });
    return JSON.parse(await readFile(join(folder, 'adapter_config.json'), 'utf8')).target_modules;
  };
  const [first, second] = [0, 1].map((layer) => `model.layers.${layer}.mlp.down_proj`) as [string, string];
  assert.deepEqual(await written(first, second), ['down_proj']);
  assert.deepEqual(await written(second), [second]);
});

test('the scale is alpha over the rank, or over its root when it says so', async (t) => {
  const scaleOf = async (fields: Readonly<Record<string, unknown>>) =>
    (await readLora(await folderWith(t, fields))).modules.get(path)?.scale;
  assert.equal(await scaleOf({}), 2);
  assert.equal(await scaleOf({ use_rslora: true }), 4);
  assert.equal(await scaleOf({ fan_in_fan_out: true }), 2);
});

test('patterns give single modules another rank and alpha, the first that fits', async (t) => {
  // PEFT 0.21, utils/other.py get_pattern_key: re.match(rf"(.*\.)?({key})$", path).
  const scaleOf = async (fields: Readonly<Record<string, unknown>>) =>
    (await readLora(await folderWith(t, fields))).modules.get(path)?.scale;
  assert.equal(await scaleOf({ alpha_pattern: { q_proj: 40 } }), 10);
  assert.equal(await scaleOf({ alpha_pattern: { '^model.layers.0.self_attn.q_proj': 40 } }), 10);
  assert.equal(await scaleOf({ alpha_pattern: { 'layers\\.[01]\\..*_proj': 40, q_proj: 80 } }), 10);
  assert.equal(await scaleOf({ alpha_pattern: { proj: 40, 'layers.1.self_attn.q_proj': 40 } }), 2);
  assert.equal(await scaleOf({ r: 16, rank_pattern: { q_proj: 4 } }), 2);
});

test('a pattern that could take forever, or is none, is refused', async (t) => {
  for (const [pattern, message] of [
    ['(.+)+x', /alpha_pattern: expected at most 2 of \* \+ \? \{ and none after a group, got \(\.\+\)\+x/],
    ['.*.*.*.*x', /expected at most 2 of/],
    ['q_proj(', /expected a regular expression, got q_proj\(/],
  ] as const) {
    const folder = await folderWith(t, { alpha_pattern: { [pattern]: 40 } });
    await assert.rejects(readLora(folder), invalid(message));
  }
});

test('an adapter that does more than add a product of low rank is refused by every field that says so', async (t) => {
  const variant = {
    use_dora: true,
    modules_to_save: ['lm_head'],
    bias: 'lora_only',
    layer_replication: [[0, 2]],
    trainable_token_indices: [3],
    init_lora_weights: 'pissa',
  };
  await assert.rejects(readLora(await folderWith(t, variant)), (error: Error) => {
    for (const [field, value] of Object.entries(variant))
      assert.ok(error.message.match(`${field}: expected [^;]+`)?.[0].endsWith(`got ${JSON.stringify(value)}`), field);
    return true;
  });
  await assert.rejects(
    readLora(await folderWith(t, { r: 0, lora_alpha: 'much' })),
    invalid(/r: expected a positive whole number, got 0; lora_alpha: expected a positive number, got "much"/),
  );
});

test('tensors of other kinds are refused with what they are', async (t) => {
  for (const [name, message] of [
    ['lora_embedding_A', /got base_model\S+lora_embedding_A of an embedding/],
    ['lora_magnitude_vector', /got \S+ of DoRA/],
    ['lora_A.default.weight', /which names an adapter within the folder/],
    [
      'base_layer.weight',
      /expected tensors base_model\.model\.MODULE\.lora_A\.weight and lora_B\.weight, got \S+base_layer/,
    ],
  ] as const) {
    await assert.rejects(readLora(await folderWith(t, {}, { [key(name)]: filled(4, 32) })), invalid(message));
  }
});

test('halves that do not fit each other, the rank or the model are refused with both sizes', async (t) => {
  const [a, b] = [key('lora_A.weight'), key('lora_B.weight')];
  const expected = `${path}: expected lora_A of [4, inputs] and lora_B of [outputs, 4], got `;
  const refused = async (tensors: Readonly<Record<string, Initializer>>, told: string) =>
    assert.rejects(readLora(await folderWith(t, {}, tensors)), (error: Error) =>
      error.message.endsWith(expected + told),
    );
  await refused({ [a]: filled(3, 32) }, '[3, 32] and [128, 4]');
  await refused({ [b]: filled(128, 3) }, '[4, 32] and [128, 3]');
  await refused({ [b]: filled(512) }, '[4, 32] and [512]');
  const lone = { [key('lora_A.weight').replace('q_proj', 'v_proj')]: filled(4, 32) };
  await assert.rejects(readLora(await folderWith(t, {}, lone)), invalid(/v_proj: .* got \[4, 32\] and none/));
  const other = await folderWith(t, {}, { [a]: filled(4, 30) });
  await assert.rejects(readLora(other), invalid(/q_proj: expected 128 x 32, got 128 x 30/));
});

test('an adapter without tensors, or with one that is not finite, is refused', async (t) => {
  const empty = await temporaryFolder(t);
  await writePeftFolder(empty, { peft_type: 'LORA', r: 4, lora_alpha: 8 }, new Map());
  await assert.rejects(readLora(empty), invalid(/expected tensors lora_A and lora_B, got none/));
  const bad = float32Initializer(new Float32Array(128).fill(Number.NaN, 7), [4, 32]);
  await assert.rejects(
    readLora(await folderWith(t, {}, { [key('lora_A.weight')]: bad })),
    invalid(/lora_A\.weight: expected finite numbers, got NaN at 7/),
  );
});

test('weights that are cut off are refused', async (t) => {
  const folder = await folderWith(t, {});
  const file = join(folder, 'adapter_model.safetensors');
  await writeFile(file, (await readFile(file)).subarray(0, 900));
  await assert.rejects(readLora(folder), invalid(/ends at byte \d+ of 900/));
});
