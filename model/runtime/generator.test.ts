import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { readPrefixAdapter, writePrefixAdapter } from '../adapter/prefix-adapter.ts';
import { openModelFolder } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { seededNormal, temporaryFolder, writeTinyModel } from '../testing/tiny-glm.ts';
import { type Cache, emptyCache, prefixCache } from './cache.ts';
import type { GenerateRequest, Generation } from './generation.ts';
import { openGenerator, openSharedModel } from './generator.ts';
import { startInferenceThreads, type Urgency } from './inference-threads.ts';
import { inParts } from './request-parts.ts';
import { int64Tensor, openSession } from './session.ts';

const modelDir = await writeTinyModel({ after });
const model = await openModelFolder(modelDir);
const shape = cacheShape(model.decoder);
const bare = await openGenerator({ modelDir, adapterDir: null, threads: 1 });
after(() => bare.close());

const adapterDir = await temporaryFolder({ after });
const prefixTokens = 5;
const values = Float32Array.from({ length: prefixTokens * 64 }, seededNormal(4));
await writePrefixAdapter(adapterDir, { values, shape, baseModel: 'tiny' });

const request: GenerateRequest = {
  instruction: "Say the target's motion.\n",
  records: ['Light: dark\nAnswer:\n', 'Size: large\nDevice: imager\nLight: full sunlight\nAnswer:\n', 'Answer:\n'],
  maxNewTokens: 12,
};

/** Greedy text without a growing cache: the whole sequence is run again for every token, on top of `past`. */
async function greedyFromScratch(prompt: string, past: Cache, pastTokens: number): Promise<string> {
  const session = await openSession(model.decoder, { threads: 1 });
  const ids = model.tokenizer.encode(prompt);
  const answer: number[] = [];
  while (answer.length < request.maxNewTokens) {
    const all = [...ids, ...answer];
    const { logits } = await session.run({
      input_ids: int64Tensor(all, [1, all.length]),
      position_ids: int64Tensor(
        all.map((_, i) => pastTokens + i),
        [1, all.length],
      ),
      attention_mask: int64Tensor(Array(pastTokens + all.length).fill(1), [1, pastTokens + all.length]),
      ...past,
    });
    const last = (logits!.data as Float32Array).subarray(-2048);
    const best = last.indexOf(Math.max(...last));
    if (best === model.eosId) break;
    answer.push(best);
  }
  await session.close();
  return model.tokenizer.decode(answer);
}

test('text through the cache is the text of running the whole sequence again for every token', async () => {
  const generations = await bare.generate(request);
  for (const [i, { text }] of generations.entries()) {
    assert.equal(text, await greedyFromScratch(request.instruction + request.records[i], emptyCache(shape), 0));
  }
});

test('a record has the same answer alone and among records of other lengths', async () => {
  const together = await bare.generate(request);
  for (const [i, record] of request.records.entries()) {
    const [alone] = await bare.generate({ ...request, records: [record] });
    assert.equal(together[i]?.text, alone?.text);
    assert.equal(together[i]?.promptTokens, alone?.promptTokens);
  }
});

test('no guess changes an answer, right ones take one run for all and part of one saves its share', async () => {
  const plain = await bare.generate(request);
  const texts = plain.map(({ text }) => text);
  const middle = (text: string) => text.slice(text.length / 3, (2 * text.length) / 3);
  const guessed = (guesses: readonly string[]) =>
    bare.generate(request, (parts) => parts.map(({ record }) => guesses[record] ?? ''));
  const rounded = (all: readonly Generation[]) =>
    all.map(({ text, finish, steps }) => [text, finish, steps.map(({ probability }) => probability.toFixed(4))]);
  const runs = async (guesses: readonly string[]) => {
    const generations = await guessed(guesses);
    assert.deepEqual(rounded(generations), rounded(plain));
    return generations.map((generation) => generation.runs);
  };
  assert.deepEqual(await runs([]), [12, 12, 12]);
  assert.deepEqual(await runs(texts), [1, 1, 1]);
  assert.deepEqual(await runs([texts[0]!, '', `${texts[2]} and so on.`.repeat(9)]), [1, 12, 1]);
  assert.deepEqual(
    await runs(['a wrong one', middle(texts[1]!), texts[0]!]).then((all) => all.every((n) => n <= 12)),
    true,
  );
});

test('a guess that failed is asked for again, with what has been written', async () => {
  const [plain] = await bare.generate({ ...request, records: [request.records[0]!] });
  const asked: string[] = [];
  const [generation] = await bare.generate({ ...request, records: [request.records[0]!] }, ([part]) => {
    asked.push(part!.written);
    return [asked.length === 1 ? 'something else' : plain!.text];
  });
  assert.deepEqual([generation!.text, generation!.runs], [plain!.text, 2]);
  assert.equal(asked[0], '');
  assert.ok(plain!.text.startsWith(asked[1]!) && asked[1] !== '');
});

test('a guesser that fails fails its request, and the next one is answered', async () => {
  const failing = bare.generate(request, () => {
    throw new TypeError('no guess');
  });
  await assert.rejects(failing, { message: 'no guess' });
  assert.equal((await bare.generate(request)).length, 3);
});

test('where the instruction ends and the record begins makes no difference', async () => {
  const whole = request.instruction + request.records[1];
  const [early, late] = [whole.indexOf('\n') + 1, whole.lastIndexOf('Answer')];
  const [first] = await bare.generate({
    ...request,
    instruction: whole.slice(0, early),
    records: [whole.slice(early)],
  });
  const [second] = await bare.generate({ ...request, instruction: whole.slice(0, late), records: [whole.slice(late)] });
  assert.equal(first?.text, second?.text);
  assert.equal(first?.promptTokens, model.tokenizer.encode(whole).length);
});

test('an adapter changes the answer, and is its prefix given as the past', async () => {
  const tuned = await openGenerator({ modelDir, adapterDir, threads: 1 });
  const generations = await tuned.generate(request);
  await tuned.close();
  const past = prefixCache(values, prefixTokens, shape);
  assert.notDeepEqual(
    generations.map(({ text }) => text),
    (await bare.generate(request)).map(({ text }) => text),
  );
  for (const [i, { text }] of generations.entries()) {
    assert.equal(text, await greedyFromScratch(request.instruction + request.records[i], past, prefixTokens));
  }
  assert.deepEqual(tuned.model, { name: model.name, sha256: model.sha256 });
  assert.equal(tuned.adapter?.sha256, (await readPrefixAdapter(adapterDir, shape)).sha256);
});

test('each step tells its probability and the alternatives, likeliest first', async () => {
  const [generation] = await bare.generate(request);
  assert.equal(generation?.steps.length, request.maxNewTokens);
  assert.equal(generation?.finish, 'length');
  for (const { text, probability, top } of generation?.steps ?? []) {
    assert.deepEqual(top[0], { text, probability });
    const probabilities = top.map((choice) => choice.probability);
    assert.deepEqual(
      probabilities,
      probabilities.toSorted((a, b) => b - a),
    );
    assert.ok(probabilities.reduce((sum, p) => sum + p) <= 1 + 1e-6);
  }
});

test('no records give no answers', async () => {
  assert.deepEqual(await bare.generate({ ...request, records: [] }), []);
});

test('a prompt that does not fit the positions is refused, and the next one is answered', async () => {
  const long = { ...request, records: ['Answer: '.repeat(60)] };
  await assert.rejects(bare.generate(long), {
    code: 'model.prompt_too_long',
    message: /need \d+ positions, .* has 128/,
  });
  await assert.rejects(bare.generate({ ...request, instruction: 'Answer: '.repeat(60) }), {
    code: 'model.prompt_too_long',
  });
  assert.equal((await bare.generate(request)).length, 3);
});

test('a missing model folder is refused with its code and hint', async () => {
  await assert.rejects(openGenerator({ modelDir: join(modelDir, 'none'), adapterDir: null }), {
    code: 'model.folder_missing',
    message: /expected a readable onnx\/model\.onnx or model\.onnx in model folder/,
    hint: /a model folder has config\.json/,
  });
});

test('a missing adapter, and one of another model, are refused with their code', async () => {
  const invalid = { code: 'model.adapter_invalid' };
  await assert.rejects(openGenerator({ modelDir, adapterDir: join(modelDir, 'none') }), invalid);
  const other = await temporaryFolder({ after });
  await writePrefixAdapter(other, { values, shape: { ...shape, layers: 1 }, baseModel: 'other' });
  await assert.rejects(openGenerator({ modelDir, adapterDir: other }), invalid);
});

test('answers waited for when the generator is closed, and asked for later, are refused, not left open', async () => {
  const generator = await openGenerator({ modelDir, adapterDir: null, threads: 1 });
  const waitedFor = assert.rejects(generator.generate({ ...request, maxNewTokens: 60 }), {
    code: 'model.worker_failed',
  });
  await generator.close();
  await waitedFor;
  await assert.rejects(generator.generate(request), { code: 'model.worker_failed' });
});

test('a process that opened a generator ends, whether it was closed or left idle', async () => {
  const script = (last: string) => `
    import('./model/runtime/generator.ts').then(async ({ openGenerator }) => {
      const generator = await openGenerator(${JSON.stringify({ modelDir, adapterDir: null, threads: 1 })});
      const [{ finish }] = await generator.generate(${JSON.stringify({ ...request, maxNewTokens: 1 })});
      console.log(finish);
      ${last}
    });`;
  for (const last of ['await generator.close();', '']) {
    const args = ['--import', 'tsx', '--eval', script(last)];
    const cwd = join(import.meta.dirname, '../..');
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, timeout: 120_000 });
    assert.equal(stdout, 'length\n');
  }
});

test('adapters that share a model answer as each does alone, and one that cannot be read spoils none', async () => {
  const shared = openSharedModel({ modelDir, threads: 1 });
  after(() => shared.close());
  const alone = await openGenerator({ modelDir, adapterDir, threads: 1 });
  after(() => alone.close());
  await assert.rejects(shared.steeredBy(join(adapterDir, 'nothing-here')));
  const [steered, plain] = [await shared.steeredBy(adapterDir), await shared.steeredBy(null)];
  assert.equal(steered.adapter?.sha256, alone.adapter?.sha256);
  assert.equal(plain.adapter, null);
  assert.deepEqual(await steered.generate(request), await alone.generate(request));
  assert.deepEqual(await plain.generate(request), await bare.generate(request));
});

/** Threads of the bare model, and how a part of a request is put to them; `done` says who was answered in which order. */
async function openThreads(count: number) {
  const threads = startInferenceThreads({ modelDir, cacheDir: null });
  after(() => threads.close());
  await threads.resize(count);
  await threads.askAll({ kind: 'open', adapterDir: null, threads: 1 });
  const done: string[] = [];
  const ask = async (part: GenerateRequest, urgency: Urgency) => {
    const answer = await threads.askOne(
      { kind: 'generate', adapterDir: null, request: part, canGuess: false },
      urgency,
    );
    assert.equal(answer.kind, 'generated');
    done.push(urgency);
    return (answer as { generations: Generation[] }).generations;
  };
  return { done, ask };
}

const manyRecords = Array.from({ length: 50 }, (_, i) => `Size: ${'large '.repeat(i % 5)}\nLight: dark\nAnswer:\n`);

test('threads beside each other give what one gives', async () => {
  const { ask } = await openThreads(3);
  const whole = { ...request, records: manyRecords };
  const together = await inParts(whole, undefined, (part, _, urgency) => ask(part, urgency));
  assert.deepEqual(together, await bare.generate(whole));
});

test('a question for one record does not wait for all parts of a larger request', async () => {
  const { done, ask } = await openThreads(1);
  const whole = { ...request, records: manyRecords };
  const many = inParts(whole, undefined, (part, _, urgency) => ask(part, urgency));
  await Promise.all([many, ask({ ...request, records: [manyRecords[7]!] }, 'soon')]);
  assert.deepEqual(done, ['in turn', 'soon', 'in turn', 'in turn', 'in turn']);
});

test('threads that were only measured with are ended, and those left answer everything', async () => {
  const threads = startInferenceThreads({ modelDir, cacheDir: null });
  after(() => threads.close());
  await threads.resize(3);
  await threads.resize(1);
  const opened = await threads.askAll({ kind: 'open', adapterDir: null, threads: 1 });
  assert.equal(opened.length, 1);
  const part = { ...request, records: [manyRecords[0]!] };
  const question = { kind: 'generate', adapterDir: null, request: part, canGuess: false } as const;
  const answers = await Promise.all([1, 2, 3, 4].map(() => threads.askOne(question, 'in turn')));
  assert.deepEqual(new Set(answers.map(({ kind }) => kind)), new Set(['generated']));
});
