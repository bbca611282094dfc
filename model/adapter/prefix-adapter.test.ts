import assert from 'node:assert/strict';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { goldenFamilies, openGoldenDecoder } from '../testing/golden-decoder.ts';
import { seededNormal, temporaryFolder } from '../testing/tiny-glm.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { prefixColumns, readPrefixAdapter, writePrefixAdapter } from './prefix-adapter.ts';

const shape = { layers: 2, keyValueHeads: 2, headSize: 8 };
const values = Float32Array.from({ length: 3 * prefixColumns(shape) }, seededNormal(1));

async function writtenAdapter(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  await writePrefixAdapter(folder, { values, shape, baseModel: 'tiny' });
  return folder;
}

const invalid = (message: RegExp) => ({ code: 'model.adapter_invalid', message });

test('an adapter that was written is read back the same', async (t) => {
  const adapter = await readPrefixAdapter(await writtenAdapter(t), shape);
  assert.equal(adapter.prefixTokens, 3);
  assert.deepEqual(adapter.values, values);
  assert.match(adapter.sha256, /^[0-9a-f]{64}$/);
});

test('an adapter has the two files of PEFT, with the fields and the tensor that PEFT asks for', async (t) => {
  // PEFT 0.20, config.py and tuners/prefix_tuning: token_dim is key/value heads times head size for grouped heads,
  // and the one tensor is [num_virtual_tokens, num_layers * 2 * token_dim].
  const folder = await writtenAdapter(t);
  const config = JSON.parse(await readFile(join(folder, 'adapter_config.json'), 'utf8'));
  const { peft_type, task_type, num_virtual_tokens, token_dim, num_layers, num_attention_heads, prefix_projection } =
    config;
  assert.deepEqual([peft_type, task_type, prefix_projection], ['PREFIX_TUNING', 'CAUSAL_LM', false]);
  assert.deepEqual(
    { num_virtual_tokens, token_dim, num_layers, num_attention_heads },
    { num_virtual_tokens: 3, token_dim: 16, num_layers: 2, num_attention_heads: 2 },
  );
  assert.deepEqual(Object.keys(config), Object.keys(config).sort());
  const tensors = readSafetensors(await readFile(join(folder, 'adapter_model.safetensors')), 'adapter');
  assert.deepEqual(
    [...tensors].map(([name, { dims }]) => [name, dims]),
    [['prompt_embeddings', [3, 64]]],
  );
});

for (const family of goldenFamilies) {
  test(`the adapter of a ${family} that PEFT wrote is written again with the same bytes and fields`, async (t) => {
    // Made by PEFT 0.21.2, scripts/golden/decoders.py. Its two newer fields older releases do not know.
    const { folder } = openGoldenDecoder(family);
    const read = async (path: string) => JSON.parse(await readFile(path, 'utf8'));
    const { peft_version, init_weights, ...config } = await read(join(folder, 'adapter/adapter_config.json'));
    const own = { layers: config.num_layers, keyValueHeads: config.num_attention_heads };
    const goldenShape = { ...own, headSize: config.token_dim / config.num_attention_heads };
    const adapter = await readPrefixAdapter(join(folder, 'adapter'), goldenShape);

    const written = await temporaryFolder(t);
    await writePrefixAdapter(written, { values: adapter.values, shape: goldenShape, baseModel: `tiny-${family}` });
    assert.deepEqual(await read(join(written, 'adapter_config.json')), config);
    const weights = 'adapter_model.safetensors';
    assert.deepEqual(await readFile(join(written, weights)), await readFile(join(folder, 'adapter', weights)));
  });
}

test('an adapter of another kind is refused by its type', async (t) => {
  const folder = await writtenAdapter(t);
  await writeFile(join(folder, 'adapter_config.json'), JSON.stringify({ peft_type: 'LORA' }));
  await assert.rejects(readPrefixAdapter(folder, shape), invalid(/expected peft_type PREFIX_TUNING, got "LORA"/));
});

test('an adapter of a model with another cache is refused with both widths', async (t) => {
  const folder = await writtenAdapter(t);
  await assert.rejects(
    readPrefixAdapter(folder, { ...shape, layers: 3 }),
    invalid(/expected prompt_embeddings of \[tokens, 96\] for 3 layers, got \[3, 64\]/),
  );
});

test('an adapter of a model with as many numbers in other sizes is refused by its fields', async (t) => {
  const folder = await writtenAdapter(t);
  await assert.rejects(
    readPrefixAdapter(folder, { layers: 4, keyValueHeads: 2, headSize: 4 }),
    invalid(/num_layers: expected 4, got 2; token_dim: expected 8, got 16/),
  );
});

test('an adapter with a number that is not finite is refused with its place', async (t) => {
  const folder = await temporaryFolder(t);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    await writePrefixAdapter(folder, { values: values.with(70, bad), shape, baseModel: 'tiny' });
    await assert.rejects(
      readPrefixAdapter(folder, shape),
      invalid(new RegExp(`prompt_embeddings: expected finite numbers, got ${bad} at 70`)),
    );
  }
});

test('a folder that lacks one of the files is refused', async (t) => {
  for (const file of ['adapter_config.json', 'adapter_model.safetensors']) {
    const folder = await writtenAdapter(t);
    await rm(join(folder, file));
    await assert.rejects(
      readPrefixAdapter(folder, shape),
      invalid(/expected readable adapter_config\.json and adapter_model\.safetensors/),
    );
  }
});

test('a configuration that is not JSON is refused', async (t) => {
  const folder = await writtenAdapter(t);
  await writeFile(join(folder, 'adapter_config.json'), '{"peft_type": ');
  await assert.rejects(readPrefixAdapter(folder, shape), invalid(/expected readable/));
});

test('truncated weights are refused', async (t) => {
  const folder = await writtenAdapter(t);
  await truncate(join(folder, 'adapter_model.safetensors'), 300);
  await assert.rejects(readPrefixAdapter(folder, shape), invalid(/prompt_embeddings ends at byte/));
});
