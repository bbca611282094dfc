import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type PrefixAdapter, readPrefixAdapter, writePrefixAdapter } from '../adapter/prefix-adapter.ts';
import type { DecoderConfig } from '../decoder/decoder-config.ts';
import { type ModelFolder, openModelFolder, writeModelFolder } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { importModel } from '../import/import-model.ts';
import { seededNormal, temporaryFolder, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { prefixCache } from './cache.ts';
import { openGreedyDecoder } from './greedy-decoder.ts';
import { int64Tensor, openSession } from './session.ts';

const nano = join(import.meta.dirname, '../../data/models/glm-nano');
const prefixTokens = 5;
const maxNewTokens = 10;
const instruction = "Say the target's motion.\n";
const records = Array.from({ length: 11 }, (_, i) => `${'Light: dark. '.repeat(i % 4)}Size: ${i}\nAnswer:\n`);

/** Sizes that fused attention takes, and sizes that it does not. */
const sizes: Readonly<Record<string, DecoderConfig>> = {
  fused: { ...tinyConfig, vocabularySize: 2048, width: 64, headSize: 16, rotaryChannels: 16 },
  plain: { ...tinyConfig, vocabularySize: 2048, rotaryChannels: 8 },
};

/** A model folder imported from a random checkpoint, and a random prefix for it. */
async function importedModel(t: TestContext, config: DecoderConfig) {
  const folder = await temporaryFolder(t);
  const [from, to, adapterDir] = ['checkpoint', 'imported', 'adapter'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeModelFolder(from, config, tinyWeights(config), { eos: 0, pad: 1 });
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(join(nano, file), join(from, file));
  const { notFused } = await importModel({ from, to, weights: 'float32' });
  const model = await openModelFolder(to);
  const shape = cacheShape(model.decoder);
  const columns = 2 * shape.layers * shape.keyValueHeads * shape.headSize;
  const values = Float32Array.from({ length: prefixTokens * columns }, seededNormal(4));
  await writePrefixAdapter(adapterDir, { values, shape, baseModel: 'random' });
  return { model, adapter: await readPrefixAdapter(adapterDir, shape), notFused };
}

/** Greedy tokens without a growing cache: prefix and whole sequence again for every token, one record alone. */
async function greedyFromScratch({ decoder, tokenizer, eosId }: ModelFolder, adapter: PrefixAdapter, record: string) {
  const session = await openSession(decoder, { threads: 1 });
  const past = prefixCache(adapter.values, prefixTokens, cacheShape(decoder));
  const ids = [...tokenizer.startIds, ...tokenizer.encode(instruction + record)];
  const start = ids.length;
  while (ids.length < start + maxNewTokens) {
    const { logits } = await session.run({
      input_ids: int64Tensor(ids, [1, ids.length]),
      position_ids: int64Tensor(
        ids.map((_, i) => prefixTokens + i),
        [1, ids.length],
      ),
      attention_mask: int64Tensor(Array(prefixTokens + ids.length).fill(1), [1, prefixTokens + ids.length]),
      ...past,
    });
    const last = (logits!.data as Float32Array).subarray(-logits!.dims[2]!);
    const best = last.indexOf(Math.max(...last));
    if (best === eosId) break;
    ids.push(best);
  }
  await session.close();
  return tokenizer.decode(ids.slice(start));
}

for (const architecture of ['llama', 'qwen2', 'glm', 'glm4'] as const) {
  for (const [attention, config] of Object.entries(sizes)) {
    test(`an imported ${architecture} of ${attention} attention with a prefix answers a batch as plain greedy decoding does`, async (t) => {
      const attentionBias = architecture !== 'llama';
      const { model, adapter, notFused } = await importedModel(t, { ...config, architecture, attentionBias });
      assert.equal(notFused === null, attention === 'fused');
      const expected: string[] = [];
      for (const record of records) expected.push(await greedyFromScratch(model, adapter, record));
      const decoder = await openGreedyDecoder(model, adapter, { threads: 1, budget: { rows: 4 } });
      t.after(() => decoder.close());
      const request = { instruction, records, maxNewTokens };
      const textsOf = async (guess?: (record: number) => string) =>
        (await decoder.generate(request, guess && ((parts) => parts.map(({ record }) => guess(record))))).map(
          ({ text }) => text,
        );
      assert.deepEqual(await textsOf(), expected);
      assert.deepEqual(await textsOf((record) => expected[record]!.slice(0, 3 * record)), expected);
    });
  }
}
