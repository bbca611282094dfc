import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildDecoderGraph } from '../../decoder/decoder-graph.ts';
import { readGraph } from '../../folder/read-graph.ts';
import { foreignExports, openGoldenDecoder } from '../../testing/golden-decoder.ts';
import { tinyConfig, tinyWeights } from '../../testing/tiny-glm.ts';
import { readSafetensors } from '../../weights/safetensors.ts';
import { trainableWeights } from './trainable-weights.ts';

const count = (tensors: Iterable<{ readonly dims: readonly number[] }>): number =>
  Array.from(tensors).reduce((sum, { dims }) => sum + dims.reduce((product, size) => product * size, 1), 0);

test('the weights of a decoder are those of its checkpoint, tables of rotations are none', () => {
  const weights = tinyWeights(tinyConfig);
  assert.deepEqual(trainableWeights(buildDecoderGraph(tinyConfig, weights)).sort(), [...weights.keys()].sort());
});

for (const { family, file } of foreignExports) {
  test(`the weights found in ${file} of ${family} are as many numbers as its checkpoint has`, async () => {
    const { folder } = openGoldenDecoder(family);
    const { graph } = await readGraph(folder, file);
    const checkpoint = readSafetensors(readFileSync(join(folder, 'model.safetensors')), 'model.safetensors');
    const found = trainableWeights(graph).map((name) => graph.initializers.get(name)!);
    assert.equal(count(found), count(checkpoint.values()));
  });
}
