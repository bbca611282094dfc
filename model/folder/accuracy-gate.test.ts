import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { AppError } from '#errors';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import type { Graph } from '../graph/graph.ts';
import { temporaryFolder, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { type AccuracyGate, gatesFile, isRounded, isWithinLoss, readGates, requireGate } from './accuracy-gate.ts';

const float32 = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const rounded: Graph = {
  ...float32,
  nodes: float32.nodes.map((node) => (node.op === 'Gather' ? { ...node, op: 'GatherBlockQuantized' } : node)),
};
const gate: AccuracyGate = {
  modelSha256: 'a',
  referenceSha256: 'b',
  adapterSha256: 'c',
  strategy: 'cot',
  seed: 1,
  n: 1000,
  bothRight: 900,
  onlyReferenceRight: 5,
  onlyModelRight: 4,
  neitherRight: 91,
  lossPoints: 0.1,
  lossLowPoints: -0.5,
  lossHighPoints: 0.7,
  pValue: 1,
};

async function refusal(
  folder: string,
  decoder = rounded,
  adapterSha256: string | null = 'c',
): Promise<AppError | null> {
  try {
    await requireGate({ folder, decoder, sha256: 'a', adapterSha256 });
    return null;
  } catch (error) {
    assert.ok(error instanceof AppError);
    return error;
  }
}

test('a loss of exactly what is allowed passes, one record more does not, and nothing measured neither', () => {
  assert.equal(isWithinLoss(gate), true);
  assert.equal(isWithinLoss({ ...gate, onlyReferenceRight: 6 }), false);
  assert.equal(isWithinLoss({ ...gate, onlyReferenceRight: 0 }), true);
  assert.equal(isWithinLoss({ ...gate, n: 0, onlyReferenceRight: 0, onlyModelRight: 0 }), false);
});

test('a model is rounded when an operator reads weights in few bits', () => {
  assert.deepEqual([isRounded(float32), isRounded(rounded)], [false, true]);
});

test('a float32 model needs no measurement', async (t) => {
  assert.equal(await refusal(await temporaryFolder(t), float32), null);
});

test('a rounded model passes with the adapter it was measured with and no other', async (t) => {
  const folder = await temporaryFolder(t);
  assert.equal((await refusal(folder))?.code, 'model.gate_missing');
  await writeFile(join(folder, gatesFile), JSON.stringify([gate]));
  assert.equal(await refusal(folder), null);
  assert.equal((await refusal(folder, rounded, null))?.code, 'model.gate_missing');
});

test('a rounded model that loses too much is refused, with the loss', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, gatesFile), JSON.stringify([{ ...gate, onlyReferenceRight: 9, lossPoints: 0.5 }]));
  const error = await refusal(folder);
  assert.equal(error?.code, 'model.gate_failed');
  assert.match(error.message, /at most 0\.1 points against float32, got 0\.5 on 1000 records/);
});

test('a damaged file is told as one', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, gatesFile), '{"kind":');
  await assert.rejects(readGates(folder), { code: 'model.gate_missing', message: /expected a list of measurements/ });
});
