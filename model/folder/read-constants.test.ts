import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { float32Initializer, type Graph, type Initializer, isExternal } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { float32Tensor, openSession } from '../runtime/session.ts';
import { shareConstants } from '../runtime/shared-constants.ts';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { readConstants } from './read-constants.ts';

const width = 24;
const weightBytes = 4 * width * width;
const headBytes = 100;

/** A product with four weights one after another, the first of which is referred to under two names. */
async function graphWithFile(t: TestContext): Promise<{ folder: string; graph: Graph; inMemory: Graph }> {
  const folder = await temporaryFolder(t);
  const file = Buffer.alloc(headBytes + 4 * weightBytes + 12);
  const constants = [0, 1, 2, 3].map((i): [Initializer, Initializer] => {
    const values = Float32Array.from({ length: width * width }, (_, k) => Math.sin(i + k) / 5);
    const offset = headBytes + i * weightBytes;
    file.set(new Uint8Array(values.buffer), offset);
    const initializer = float32Initializer(values, [width, width]);
    return [{ ...initializer, data: { location: 'data', offset, length: weightBytes } }, initializer];
  });
  await writeFile(join(folder, 'data'), file);
  const build = (form: 0 | 1): Graph => {
    const b = new GraphBuilder();
    let x = b.input({ name: 'x', type: 'float32', shape: ['n', width] });
    for (const [i, k] of [3, 0, 1, 0, 2].entries())
      x = b.op('MatMul', [x, b.initializer(`w${i}`, constants[k]![form])]);
    b.output({ name: b.named('y', x), type: 'float32', shape: null });
    return b.build('products');
  };
  return { folder, graph: build(0), inMemory: build(1) };
}

for (const bufferBytes of [1, weightBytes, 2 * weightBytes + 1, 1 << 30]) {
  test(`constants are the same, and so is the digest, in buffers of ${bufferBytes} bytes at most`, async (t) => {
    const { folder, graph, inMemory } = await graphWithFile(t);
    const digest = createHash('sha256');
    const read = await readConstants(folder, '.', graph, digest, bufferBytes);
    for (const [name, { data }] of inMemory.initializers)
      assert.deepEqual(read.initializers.get(name)!.data, data, name);
    assert.equal(
      digest.digest('hex'),
      createHash('sha256')
        .update(await readFile(join(folder, 'data')))
        .digest('hex'),
    );
    const { shared } = shareConstants(read);
    assert.equal(shared.length, { 1: 4, [weightBytes]: 4, [2 * weightBytes + 1]: 3, [1 << 30]: 1 }[bufferBytes]);
  });
}

test('the runtime computes with constants in several buffers', async (t) => {
  const { folder, graph, inMemory } = await graphWithFile(t);
  const results: number[][] = [];
  for (const each of [await readConstants(folder, '.', graph, createHash('sha256'), weightBytes), inMemory]) {
    const session = await openSession(each, { threads: 1 });
    const { y } = await session.run({ x: float32Tensor(new Float32Array(width).fill(1), [1, width]) });
    await session.close();
    results.push([...(y!.data as Float32Array)]);
  }
  assert.deepEqual(results[0], results[1]);
});

test('a file that ends before a constant does is refused by the name of the constant', async (t) => {
  const { folder, graph } = await graphWithFile(t);
  for (const bytes of [0, 50, headBytes + 3 * weightBytes + 8]) {
    await truncate(join(folder, 'data'), bytes);
    await assert.rejects(readConstants(folder, '.', graph, createHash('sha256'), weightBytes), {
      code: 'model.onnx_invalid',
      message: /constant w\d: expected 2304 bytes at \d+ of data, got \d+/,
    });
    await truncate(join(folder, 'data'), headBytes + 4 * weightBytes);
  }
});

test('constants in memory need no file', async (t) => {
  const { inMemory } = await graphWithFile(t);
  const read = await readConstants('/nowhere', '.', inMemory, createHash('sha256'));
  assert.ok([...read.initializers.values()].every(({ data }) => !isExternal(data)));
});
