import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildFromCheckpoint } from '../../folder/model-folder.ts';
import { readGraph } from '../../folder/read-graph.ts';
import { goldenFamilies, openGoldenDecoder } from '../../testing/golden-decoder.ts';
import { linearModules } from './linear-modules.ts';

const sizesOf = (graph: Parameters<typeof linearModules>[0]): readonly string[] =>
  linearModules(graph)
    .map(({ path, inputs, outputs }) => `${path} ${inputs} to ${outputs}`)
    .sort();

for (const family of goldenFamilies) {
  test(`linear modules of ${family} are those of its checkpoint, the output head apart`, async () => {
    const graph = await buildFromCheckpoint(openGoldenDecoder(family).folder);
    const weights = [...graph.initializers].filter(([name]) => name.endsWith('_proj.weight'));
    const expected = weights.map(([name, { dims }]) => `${name.replace(/\.weight$/, '')} ${dims[1]} to ${dims[0]}`);
    assert.deepEqual(sizesOf(graph), expected.sort());
  });
}

for (const family of ['glm', 'llama', 'qwen2'] as const) {
  test(`linear modules of ${family} as Optimum exports it have the names of the checkpoint`, async () => {
    const { folder } = openGoldenDecoder(family);
    assert.deepEqual(
      sizesOf((await readGraph(folder, 'optimum.onnx')).graph),
      sizesOf(await buildFromCheckpoint(folder)),
    );
  });
}

test('the builder of onnxruntime-genai fuses queries, keys and values to one module', async () => {
  const { graph } = await readGraph(openGoldenDecoder('llama').folder, 'genai/model.onnx');
  assert.deepEqual(sizesOf(graph).slice(0, 5), [
    'model.layers.0.mlp.down_proj 40 to 32',
    'model.layers.0.mlp.gate_proj 32 to 40',
    'model.layers.0.mlp.up_proj 32 to 40',
    'model.layers.0.self_attn.o_proj 64 to 32',
    'model.layers.0.self_attn.qkv_proj 32 to 128',
  ]);
});
