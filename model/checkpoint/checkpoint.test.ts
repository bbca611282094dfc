import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { decoderConfigJson } from '../decoder/decoder-config.ts';
import { float32Initializer, float32Values, type Initializer } from '../graph/graph.ts';
import { temporaryFolder, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { writeSafetensors } from '../weights/safetensors.ts';
import { writeTorchFile } from '../weights/torch-file.ts';
import { openCheckpoint } from './checkpoint.ts';
import { writeShards } from './testing/write-shards.ts';

const chatGlm = join(import.meta.dirname, '../../data/golden/chatglm');
const indexFile = 'pytorch_model.bin.index.json';
const norm = 'model.layers.1.input_layernorm.weight';

/** A copy of the golden ChatGLM checkpoint, to damage. */
async function chatGlmCopy(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const file of await readdir(chatGlm)) await copyFile(join(chatGlm, file), join(folder, file));
  return folder;
}

/** A tiny glm as a Hugging Face folder of one file. */
async function glmFolder(t: TestContext, weights: ReadonlyMap<string, Initializer>, config = {}): Promise<string> {
  const folder = await temporaryFolder(t);
  const json = { ...decoderConfigJson(tinyConfig, { eos: 0, pad: 1 }), ...config };
  await writeFile(join(folder, 'config.json'), JSON.stringify(json));
  await writeFile(join(folder, 'model.safetensors'), writeSafetensors(weights));
  return folder;
}

/** Weights of the tiny glm, some of them changed; those that became undefined are left out. */
function changedWeights(changes: Record<string, Initializer | undefined>): Map<string, Initializer> {
  const entries = Object.entries({ ...Object.fromEntries(tinyWeights(tinyConfig)), ...changes });
  return new Map(entries.filter((entry): entry is [string, Initializer] => entry[1] !== undefined));
}

const ones = (...dims: number[]): Initializer =>
  float32Initializer(new Float32Array(dims.reduce((product, size) => product * size, 1)).fill(1), dims);

test('one safetensors file and one torch file have the same weights', async (t) => {
  const weights = tinyWeights(tinyConfig);
  const folder = await glmFolder(t, weights);
  for (const file of ['model.safetensors', 'pytorch_model.bin']) {
    const { tensors, close } = await openCheckpoint(folder);
    for (const [name, weight] of weights)
      assert.deepEqual(await tensors.get(name)!.readRows(0, weight.dims[0]!), float32Values(weight), `${file} ${name}`);
    await close();
    await rm(join(folder, 'model.safetensors'), { force: true });
    await writeFile(join(folder, 'pytorch_model.bin'), writeTorchFile({ tensors: weights, extra: new Map() }));
  }
});

test('the configuration of generation is believed before that of the model; a missing pad is the first end', async (t) => {
  const folder = await glmFolder(t, tinyWeights(tinyConfig), { pad_token_id: null });
  const tokens = async () => {
    const checkpoint = await openCheckpoint(folder);
    await checkpoint.close();
    return checkpoint.tokens;
  };
  assert.deepEqual(await tokens(), { eos: [0], pad: 0 });
  await writeFile(join(folder, 'generation_config.json'), JSON.stringify({ eos_token_id: [7, 9] }));
  assert.deepEqual(await tokens(), { eos: [7, 9], pad: 7 });
  await writeFile(join(folder, 'generation_config.json'), JSON.stringify({ eos_token_id: 'end', pad_token_id: 2 }));
  await assert.rejects(tokens(), { code: 'model.config_invalid', message: /eos_token_id .* got "end"/ });
});

test('a folder without weights is refused with the files that were looked for', async (t) => {
  const folder = await glmFolder(t, tinyWeights(tinyConfig));
  await rm(join(folder, 'model.safetensors'));
  await assert.rejects(openCheckpoint(folder), {
    code: 'model.folder_missing',
    message: /one of model\.safetensors, .*, pytorch_model\.bin\.index\.json/,
  });
});

test('a missing shard is refused by its name and what it holds', async (t) => {
  const folder = await chatGlmCopy(t);
  await rm(join(folder, 'pytorch_model-00002-of-00002.bin'));
  await assert.rejects(openCheckpoint(folder), {
    code: 'model.folder_missing',
    message: /pytorch_model-00002-of-00002\.bin, which holds transformer\.encoder\.final_layernorm\.weight and 3 other/,
    hint: /git lfs pull/,
  });
});

test('a truncated shard is refused by its name', async (t) => {
  const torch = await chatGlmCopy(t);
  await truncate(join(torch, 'pytorch_model-00001-of-00002.bin'), 20_000);
  await assert.rejects(openCheckpoint(torch), {
    code: 'model.torch_file_invalid',
    message: /pytorch_model-00001-of-00002\.bin: expected a zip archive, .* or one that is cut off/,
  });
  const safetensors = await glmFolder(t, new Map());
  await rm(join(safetensors, 'model.safetensors'));
  await writeShards(safetensors, tinyWeights(tinyConfig), 'F16');
  await truncate(join(safetensors, 'model-00002-of-00002.safetensors'), 3000);
  await assert.rejects(openCheckpoint(safetensors), {
    code: 'model.weights_invalid',
    message: /model-00002-of-00002\.safetensors: tensor \S+ ends at byte \d+ of 3000/,
  });
});

test('a file that shrinks after it was opened is refused by file and tensor', async (t) => {
  const folder = await glmFolder(t, tinyWeights(tinyConfig));
  const { tensors, close } = await openCheckpoint(folder);
  await truncate(join(folder, 'model.safetensors'), 8000);
  await assert.rejects(tensors.get('model.norm.weight')!.readRows(0, 20), {
    code: 'model.weights_invalid',
    message: /model\.safetensors: tensor model\.norm\.weight: expected 80 bytes, the file ended before/,
  });
  await close();
});

test('the pointer that a clone without Git LFS has for a file is told as such', async (t) => {
  const folder = await chatGlmCopy(t);
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1827781090\n';
  await writeFile(join(folder, 'pytorch_model-00001-of-00002.bin'), pointer);
  await assert.rejects(openCheckpoint(folder), {
    code: 'model.folder_missing',
    message: /pytorch_model-00001-of-00002\.bin, got a pointer of Git LFS/,
  });
});

test('a weight that is missing, or of another shape, is refused by its name and file', async (t) => {
  await assert.rejects(openCheckpoint(await glmFolder(t, changedWeights({ [norm]: undefined }))), {
    code: 'model.weight_missing',
    message: /expected model\.layers\.1\.input_layernorm\.weight of \[20\], got none/,
  });
  await assert.rejects(openCheckpoint(await glmFolder(t, changedWeights({ [norm]: ones(4, 5) }))), {
    code: 'model.weight_missing',
    message: /model\.safetensors: tensor model\.layers\.1\.input_layernorm\.weight: .* of \[20\], got \[4, 5\]/,
  });
});

test('a checkpoint of ChatGLM is held to its fused shapes', async (t) => {
  const folder = await chatGlmCopy(t);
  const json = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...json, multi_query_group_num: 4 }));
  await assert.rejects(openCheckpoint(folder), {
    code: 'model.weight_missing',
    message: /layers\.0\.self_attention\.query_key_value\.weight: expected a shape of \[384, 32\], got \[256, 32\]/,
  });
});

test('a tensor that the architecture does not know is refused: the graph would leave it out', async (t) => {
  const extra = 'model.layers.0.self_attn.q_norm.weight';
  await assert.rejects(openCheckpoint(await glmFolder(t, changedWeights({ [extra]: ones(8) }))), {
    code: 'model.weight_unknown',
    message: /tensor model\.layers\.0\.self_attn\.q_norm\.weight: expected a weight of glm/,
  });
});

test('tables of positions, prefix encoders and the head of a tied embedding are passed over', async (t) => {
  const extra = {
    'model.layers.0.self_attn.rotary_emb.inv_freq': ones(2),
    'transformer.prefix_encoder.embedding.weight': ones(5, 8),
    'lm_head.weight': ones(40, 20),
  };
  const { tensors, close } = await openCheckpoint(await glmFolder(t, changedWeights(extra)));
  assert.deepEqual([...tensors.keys()], [...tinyWeights(tinyConfig).keys()]);
  await close();
});

test('an index that names no files, files elsewhere, or tensors that are not in them is refused', async (t) => {
  const folder = await chatGlmCopy(t);
  const index = JSON.parse(await readFile(join(folder, indexFile), 'utf8'));
  const refused = async (weight_map: unknown, code: string, message: RegExp): Promise<void> => {
    await writeFile(join(folder, indexFile), JSON.stringify({ weight_map }));
    await assert.rejects(openCheckpoint(folder), { code, message });
  };
  await refused(undefined, 'model.weights_invalid', /index\.json: weight_map: expected file names by tensor/);
  await refused({ a: 1 }, 'model.weights_invalid', /expected a file beside it for a, got 1/);
  await refused({ a: '../a.bin' }, 'model.weights_invalid', /expected a file beside it for a, got "\.\.\/a\.bin"/);
  await refused({ a: '..' }, 'model.folder_missing', /expected \S+ to be a file/);
  await refused(
    { ...index.weight_map, other: 'pytorch_model-00002-of-00002.bin' },
    'model.weight_missing',
    /pytorch_model-00002-of-00002\.bin: expected other, as pytorch_model\.bin\.index\.json tells, got none/,
  );
});
