import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type PrefixAdapter, readPrefixAdapter } from '../adapter/prefix-adapter.ts';
import { buildFromCheckpoint, type ModelFolder } from '../folder/model-folder.ts';
import { readGraph } from '../folder/read-graph.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import type { Graph } from '../graph/graph.ts';
import { foreignExports, openGoldenDecoder } from '../testing/golden-decoder.ts';
import type { Generation } from './generation.ts';
import { openGreedyDecoder } from './greedy-decoder.ts';

/** Largest difference of a probability between two exports of one checkpoint, or between alone and in a batch. */
const probabilityTolerance = 1e-5;

/** A decoder whose text is its token numbers. */
function numbered(decoder: Graph, eosIds: readonly [number, ...number[]] = [0]): ModelFolder {
  const tokenizer = {
    startIds: [],
    encode: (text: string) => text.trim().split(' ').map(Number),
    decode: (ids: readonly number[]) => ids.join(' '),
    decodeNext: (id: number) => ` ${id}`,
  };
  return { name: 'golden', sha256: '', decoder, tokenizer, eosId: eosIds[0], eosIds, maxPositions: 48 };
}

const request = {
  instruction: '12 40 7 33',
  records: ['5 9 61', '22 3 18 44 50 11 2 8 30', '66', '31 14 25 6 70', '17 19 23 29 37 41 43 47 53 59 61 67'],
  maxNewTokens: 16,
};

async function answers(model: ModelFolder, adapter: PrefixAdapter | null, records = request.records) {
  const decoder = await openGreedyDecoder(model, adapter, { threads: 1 });
  const generations = await decoder.generate({ ...request, records });
  await decoder.close();
  return generations;
}

function assertSame(t: TestContext, actual: readonly Generation[], expected: readonly Generation[]): void {
  assert.deepEqual(
    actual.map(({ text, finish }) => [text, finish]),
    expected.map(({ text, finish }) => [text, finish]),
  );
  const probabilities = (all: readonly Generation[]) => all.flatMap(({ steps }) => steps.map((s) => s.probability));
  const others = probabilities(expected);
  const largest = Math.max(...probabilities(actual).map((p, i) => Math.abs(p - others[i]!)));
  t.diagnostic(`largest difference of a probability ${largest.toExponential(1)}`);
  assert.ok(largest < probabilityTolerance, `a probability differs by ${largest}`);
}

for (const { family, file } of foreignExports) {
  test(`${file} of ${family} answers records of several lengths as one by one, and as our graph, bare and tuned`, async (t) => {
    const { folder } = openGoldenDecoder(family);
    const own = numbered(await buildFromCheckpoint(folder));
    const foreign = numbered((await readGraph(folder, file)).graph);
    const adapter = await readPrefixAdapter(join(folder, 'adapter'), cacheShape(own.decoder));
    for (const prefix of [null, adapter]) {
      const together = await answers(foreign, prefix);
      const alone: Generation[] = [];
      for (const record of request.records) alone.push(...(await answers(foreign, prefix, [record])));
      assertSame(t, together, alone);
      assertSame(t, together, await answers(own, prefix));
    }
  });
}

test('the tokens that every sequence starts with stand after the prefix and before the instruction', async () => {
  const { folder } = openGoldenDecoder('llama');
  const model = numbered(await buildFromCheckpoint(folder));
  const starting = { ...model, tokenizer: { ...model.tokenizer, startIds: [12, 40] } };
  const adapter = await readPrefixAdapter(join(folder, 'adapter'), cacheShape(model.decoder));
  const generate = async (of: ModelFolder, instruction: string) => {
    const decoder = await openGreedyDecoder(of, adapter, { threads: 1 });
    const generations = await decoder.generate({ ...request, instruction });
    await decoder.close();
    return generations;
  };
  assert.deepEqual(await generate(starting, '7 33'), await generate(model, '12 40 7 33'));
});

test('the texts of its steps spell an answer, spaces between tokens too', async () => {
  const { folder } = openGoldenDecoder('qwen2');
  const [answer] = await answers(numbered(await buildFromCheckpoint(folder)), null);
  assert.ok(answer!.steps.length > 1);
  assert.equal(answer!.steps.map(({ text }) => text).join(''), answer!.text);
});

test('an answer stops at whichever end token comes first', async () => {
  const { folder } = openGoldenDecoder('qwen2');
  const decoder = await buildFromCheckpoint(folder);
  const [record] = request.records;
  const [whole] = await answers(numbered(decoder, [71]), null, [record!]);
  const ids = whole!.text.split(' ').map(Number);
  const at = ids.findIndex((id, i) => i > 0 && !ids.slice(0, i).includes(id));
  const [cut] = await answers(numbered(decoder, [71, ids[at]!]), null, [record!]);
  assert.deepEqual([cut?.text, cut?.finish], [ids.slice(0, at).join(' '), 'stop']);
});

test('a prompt that does not fit the positions that the configuration tells is refused', async () => {
  const { folder } = openGoldenDecoder('llama');
  const { graph } = await readGraph(folder, 'genai/model.onnx');
  const decoder = await openGreedyDecoder(numbered(graph), null, { threads: 1 });
  const long = { ...request, records: [Array(29).fill(5).join(' ')] };
  await assert.rejects(decoder.generate(long), {
    code: 'model.prompt_too_long',
    message: 'prefix, prompt and answer need 49 positions, golden has 48',
  });
  const fitting = { ...long, maxNewTokens: 15 };
  assert.equal((await decoder.generate(fitting)).length, 1);
  await decoder.close();
});
