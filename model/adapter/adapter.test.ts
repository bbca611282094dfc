import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { buildFromCheckpoint } from '../folder/model-folder.ts';
import { openGoldenDecoder } from '../testing/golden-decoder.ts';
import { openGoldenMethod } from '../testing/golden-method.ts';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { writeTorchFile } from '../weights/torch-file.ts';
import { readAdapter } from './adapter.ts';
import { readPeftFolder } from './peft-folder.ts';

const golden = join(import.meta.dirname, '../../data/golden');
const thudmCheckpoint = join(golden, 'thudm/checkpoint');
const modelDir = openGoldenDecoder('glm').folder;
const decoder = await buildFromCheckpoint(modelDir);
const adapterDirOf = (method: 'lora' | 'prompt' | 'projection') => openGoldenMethod('glm', method).adapterDir;
const invalid = (message: RegExp) => ({ code: 'model.adapter_invalid', message });

/** A copy of an adapter with other fields. */
async function changed(t: TestContext, source: string, fields: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await temporaryFolder(t);
  const config = JSON.parse(await readFile(join(source, 'adapter_config.json'), 'utf8'));
  await writeFile(join(folder, 'adapter_config.json'), JSON.stringify({ ...config, ...fields }));
  await copyFile(join(source, 'adapter_model.safetensors'), join(folder, 'adapter_model.safetensors'));
  return folder;
}

test('the kind of an adapter is told by its files', async () => {
  const kindOf = async (folder: string) => (await readAdapter(folder, { decoder, modelDir })).kind;
  assert.equal(await kindOf(adapterDirOf('projection')), 'prefix');
  assert.equal(await kindOf(adapterDirOf('prompt')), 'prompt');
  assert.equal(await kindOf(adapterDirOf('lora')), 'lora');
  assert.equal(await kindOf(thudmCheckpoint), 'prefix');
});

test('a prefix of THUDM is not read without the model’s configuration, nor for a model that is no GLM', async () => {
  await assert.rejects(readAdapter(thudmCheckpoint, { decoder }), invalid(/expected the configuration of the model/));
  await assert.rejects(
    readAdapter(thudmCheckpoint, { decoder, modelDir: openGoldenDecoder('llama').folder }),
    invalid(/expected a glm for a prefix of THUDM, got a llama/),
  );
});

test('an adapter of a kind that cannot be applied is refused by its name', async (t) => {
  for (const type of ['P_TUNING', 'IA3', 'ADALORA', undefined]) {
    const folder = await changed(t, adapterDirOf('prompt'), { peft_type: type });
    await assert.rejects(
      readAdapter(folder, { decoder }),
      invalid(new RegExp(`expected peft_type PREFIX_TUNING, PROMPT_TUNING or LORA, got ${type && `"${type}"`}`)),
    );
  }
});

test('an adapter of another model is refused by its sizes, whatever its kind', async () => {
  const llama = { decoder: await buildFromCheckpoint(openGoldenDecoder('llama').folder) };
  await assert.rejects(readAdapter(adapterDirOf('projection'), llama), invalid(/\[tokens, 128\].*, got \[5, 256\]/));
  await assert.rejects(
    readAdapter(adapterDirOf('lora'), llama),
    invalid(
      /gate_up_proj: expected a linear module of llama-2x32, got none there; .*q_proj: expected 64 x 32, got 128 x 32/,
    ),
  );
  const wide = { ...decoder, initializers: new Map(decoder.initializers) };
  const embedding = wide.initializers.get('model.embed_tokens.weight')!;
  wide.initializers.set('model.embed_tokens.weight', { ...embedding, dims: [36, 64] });
  await assert.rejects(
    readAdapter(adapterDirOf('prompt'), { decoder: wide }),
    invalid(/\[tokens, 64\], got \[5, 32\]/),
  );
});

test('fields that contradict the tensor of virtual tokens are refused together', async (t) => {
  const folder = await changed(t, adapterDirOf('prompt'), { num_virtual_tokens: 6, num_transformer_submodules: 2 });
  await assert.rejects(
    readAdapter(folder, { decoder }),
    invalid(/num_virtual_tokens: expected 5, got 6; num_transformer_submodules: expected 1, got 2/),
  );
});

test('a folder with neither kind of files, or with a configuration that is no object, is refused', async (t) => {
  const folder = await temporaryFolder(t);
  await assert.rejects(readAdapter(folder, { decoder }), invalid(/expected readable adapter_config\.json/));
  await copyFile(join(adapterDirOf('lora'), 'adapter_model.safetensors'), join(folder, 'adapter_model.safetensors'));
  await writeFile(join(folder, 'adapter_config.json'), 'null');
  await assert.rejects(
    readAdapter(folder, { decoder }),
    invalid(/expected an object in adapter_config\.json, got null/),
  );
});

test('weights that older releases of PEFT saved as a torch file are read', async (t) => {
  const folder = await temporaryFolder(t);
  const { tensors } = await readPeftFolder(adapterDirOf('lora'));
  await copyFile(join(adapterDirOf('lora'), 'adapter_config.json'), join(folder, 'adapter_config.json'));
  await writeFile(join(folder, 'adapter_model.bin'), writeTorchFile({ tensors, extra: new Map() }));
  const [older, newer] = [await readAdapter(folder, { decoder }), await readAdapter(adapterDirOf('lora'), { decoder })];
  assert.ok(older.kind === 'lora' && newer.kind === 'lora');
  assert.deepEqual(older.modules, newer.modules);
});

test('tensors in 16 bits are widened', async (t) => {
  // A safetensors file of the values 1, -2.5 and 0.375, which both types have exactly.
  for (const [dtype, halves] of [
    ['F16', [0x3c00, 0xc100, 0x3600]],
    ['BF16', [0x3f80, 0xc020, 0x3ec0]],
  ] as const) {
    const folder = await temporaryFolder(t);
    const header = JSON.stringify({ prompt_embeddings: { dtype, shape: [1, 3], data_offsets: [0, 6] } });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const file = Buffer.concat([length, Buffer.from(header), Buffer.from(Uint16Array.from(halves).buffer)]);
    await writeFile(join(folder, 'adapter_model.safetensors'), file);
    await writeFile(join(folder, 'adapter_config.json'), '{"peft_type": "PROMPT_TUNING"}');
    const { tensors } = await readPeftFolder(folder);
    const { data } = tensors.get('prompt_embeddings')!;
    assert.deepEqual(new Float32Array(Uint8Array.from(data as Uint8Array).buffer), Float32Array.of(1, -2.5, 0.375));
  }
});
