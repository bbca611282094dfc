import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildFromCheckpoint } from '../folder/model-folder.ts';
import type { Graph } from '../graph/graph.ts';
import { openGoldenDecoder } from '../testing/golden-decoder.ts';
import {
  adapterMethods,
  type MethodFamily,
  methodFamilies,
  openGoldenMethod,
  writeStart,
} from '../testing/golden-method.ts';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { readAdapter } from './adapter.ts';
import { writeAdapter } from './write-adapter.ts';

// By PEFT 0.21.2, scripts/golden/methods.py: adapters after ten steps, and digests of files of ours that it has loaded.

const decoderOf = (family: MethodFamily): Promise<Graph> => buildFromCheckpoint(openGoldenDecoder(family).folder);
const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'));
const [configFile, weightsFile] = ['adapter_config.json', 'adapter_model.safetensors'] as const;

/** Fields that PEFT fills in from the model or that say how the adapter was trained. */
const freeFields = new Set([
  'num_layers',
  'num_attention_heads',
  'encoder_hidden_size',
  'prefix_projection',
  'target_modules',
]);
/** Values of fields that ask for nothing. */
const isOff = (value: unknown): boolean =>
  value === null || value === false || (typeof value === 'object' && Object.keys(value as object).length === 0);

for (const family of methodFamilies) {
  for (const method of adapterMethods) {
    test(`the ${method} adapter of ${family} that PEFT wrote is written again with the same bytes and fields`, async (t) => {
      const { adapterDir } = openGoldenMethod(family, method);
      const decoder = await decoderOf(family);
      const folder = await temporaryFolder(t);
      await writeAdapter(folder, await readAdapter(adapterDir, { decoder }), { decoder, modelDir: `tiny-${family}` });

      assert.deepEqual(await readFile(join(folder, weightsFile)), await readFile(join(adapterDir, weightsFile)));
      const [own, theirs] = [await readJson(join(folder, configFile)), await readJson(join(adapterDir, configFile))];
      assert.deepEqual(own.target_modules?.toSorted(), theirs.target_modules?.toSorted());
      for (const key of Object.keys(own)) if (!freeFields.has(key)) assert.deepEqual(own[key], theirs[key], key);
      const unwritten = Object.keys(theirs).filter((key) => !Object.hasOwn(own, key) && !isOff(theirs[key]));
      const harmless = ['megatron_core', 'peft_version', 'qalora_group_size'];
      assert.deepEqual(unwritten, method === 'lora' ? harmless : ['peft_version']);
    });

    test(`the ${method} adapter of ${family} that PEFT has loaded is the one we write`, async (t) => {
      const folder = await temporaryFolder(t);
      await writeStart(folder, family, method);
      const { reference, logits } = openGoldenMethod(family, method);
      for (const [file, sha256] of Object.entries(reference.written)) {
        assert.equal(
          createHash('sha256')
            .update(await readFile(join(folder, file)))
            .digest('hex'),
          sha256,
          file,
        );
      }
      const difference = logits('written').reduce((max, x, i) => Math.max(max, Math.abs(x - logits('start')[i]!)), 0);
      t.diagnostic(`PEFT gives logits that differ by ${difference.toExponential(1)}`);
      assert.ok(difference < 1e-5, `logits differ by ${difference}`);
    });
  }
}
