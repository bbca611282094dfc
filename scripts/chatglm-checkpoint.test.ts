import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCheckpoint } from '#model';
import { temporaryFolder } from '../model/testing/tiny-glm.ts';
import { countOf } from '../model/weights/numbers.ts';
import { readTorchFile } from '../model/weights/torch-file.ts';
import { chatGlm2Sizes, chatGlmTensors, planShards, writeChatGlmCheckpoint } from './chatglm-checkpoint.ts';

const small = {
  layers: 2,
  width: 64,
  feedForwardWidth: 96,
  heads: 4,
  headSize: 16,
  groups: 2,
  vocabulary: 400,
  positions: 128,
};

test('the default sizes are those of ChatGLM2-6B: its total bytes, in its seven shards', () => {
  // pytorch_model.bin.index.json of ChatGLM2-6B.
  const tensors = chatGlmTensors(chatGlm2Sizes);
  const bytesOf = (names: Iterable<string>) =>
    [...names].reduce((sum, name) => sum + 2 * countOf(tensors.get(name)!), 0);
  assert.equal(bytesOf(tensors.keys()), 12_487_168_064);
  const shards = planShards(tensors, 2e9);
  assert.equal(shards.length, 7);
  for (const names of shards) assert.ok(bytesOf(names) <= 2e9);
  assert.deepEqual(shards.flat(), [...tensors.keys()]);
});

for (const format of ['torch', 'safetensors'] as const) {
  test(`a checkpoint of random weights in ${format} shards is opened, with the statistics it should have`, async (t) => {
    const folder = await temporaryFolder(t);
    await writeChatGlmCheckpoint(folder, small, { format, shardBytes: 60_000, seed: 3 });
    const shards = readdirSync(folder).filter((file) => /-0000\d-of-0000\d\./.test(file));
    assert.ok(shards.length > 2);
    const { tensors, config, close } = await openCheckpoint(folder);
    assert.equal(config.layers, 2);
    for (const [name, { dims, readRows }] of tensors) {
      const values = await readRows(0, dims[0]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      // Five standard errors: 0.02 / sqrt(n) of a mean, 0.02 / sqrt(2 n) of a deviation.
      const tolerance = (5 * 0.02) / Math.sqrt(values.length);
      assert.ok(Math.abs(mean - (name.includes('norm') ? 1 : 0)) < tolerance, `${name}: mean ${mean}`);
      assert.ok(Math.abs(deviation - 0.02) < tolerance, `${name}: deviation ${deviation}`);
    }
    await close();
  });
}

test('checksums of streamed torch shards hold, and the same seed gives the same files', async (t) => {
  const [first, second] = [await temporaryFolder(t), await temporaryFolder(t)];
  for (const folder of [first, second])
    await writeChatGlmCheckpoint(folder, small, { format: 'torch', shardBytes: 60_000, seed: 3 });
  for (const file of readdirSync(first).filter((name) => name.endsWith('.bin'))) {
    assert.ok((await readTorchFile(join(first, file), () => true)).tensors.size > 0);
    assert.deepEqual(readFileSync(join(first, file)), readFileSync(join(second, file)), file);
  }
});
