import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AutoModelForCausalLM, AutoTokenizer, DynamicCache, env, ones, Tensor } from '@huggingface/transformers';
import { nominalRecords, type StandardFacts } from '#domain';
import { cacheShape, type Generation, openGenerator, openModelFolder, openSession } from '#model';
import { factsRead, guessAnswer, instructionOf, recordParts, renderRecord, type Strategy, strategies } from '#prompts';
import { readPrefixAdapter } from '../model/adapter/prefix-adapter.ts';
import { prefixCache } from '../model/runtime/cache.ts';
import { type AskForGuesses, openGreedyDecoder, type RunCount } from '../model/runtime/greedy-decoder.ts';
import { bareProduct, productGflop } from './bare-product.ts';
import { differences, type Way, waysTable } from './classify-table.ts';
import { openPlainGreedy } from './plain-greedy.ts';
import { median, timed } from './timing.ts';

/**
 * Records a second under a strategy, as the Markdown of docs/benchmarks.md: text generation of transformers.js on the same
 * model folder and prefix, our own plain loop, then one thing more at a time, and what the products alone would take at the
 * rate of a bare MatMul.
 */
const { values } = parseArgs({
  options: {
    strategy: { type: 'string', default: 'cot' },
    n: { type: 'string', default: '256' },
    slow: { type: 'string', default: '32' },
    peer: { type: 'string', default: '32' },
  },
});
const strategy = strategies.find((name) => name === values.strategy) as Strategy;
const count = Number(values.n);
/** Records that the slow ways are measured on. */
const fewer = Math.min(count, Number(values.slow));
/** Records that transformers.js is asked. */
const asked = Math.min(count, Number(values.peer));
const maxNewTokens = 128;
const places = 16;
const requestSize = 64;
const seed = 1;

const modelDir = fileURLToPath(new URL('../data/models/glm-nano', import.meta.url));
const model = await openModelFolder(modelDir);
const shape = cacheShape(model.decoder);
const adapter = await readPrefixAdapter(fileURLToPath(new URL(`../data/adapters/${strategy}`, import.meta.url)), shape);
const instruction = instructionOf(strategy);
const records = [...nominalRecords({ split: 'test', seed, count })];
const texts = records.map((record) => renderRecord(recordParts(record, 'seen')));
const facts = records.map((record) => factsRead(record, 'seen'));

async function secondsOf<T>(work: () => Promise<T>): Promise<{ readonly seconds: number; readonly result: T }> {
  const { results, seconds } = await timed(1, work);
  return { seconds: seconds[0] as number, result: results[0] as T };
}

/** transformers.js, one record after another, the prefix as its past. */
async function peer(n: number): Promise<Way> {
  env.allowRemoteModels = false;
  env.localModelPath = dirname(modelDir);
  const tokenizer = await AutoTokenizer.from_pretrained('glm-nano');
  const generator = await AutoModelForCausalLM.from_pretrained('glm-nano');
  const past = Object.entries(prefixCache(adapter.values, adapter.prefixTokens, shape));
  const answerTo = async (text: string): Promise<string> => {
    const inputs = tokenizer(instruction + text);
    const promptTokens: number = inputs.input_ids.size;
    const cache = past.map(([name, { data, dims }]) => [name, new Tensor('float32', data, [...dims])] as const);
    const sequence = (await generator.generate({
      ...inputs,
      attention_mask: ones([1, adapter.prefixTokens + promptTokens]),
      past_key_values: new DynamicCache(Object.fromEntries(cache)),
      max_new_tokens: maxNewTokens,
    })) as Tensor;
    const ids: number[] = sequence.tolist()[0].slice(promptTokens).map(Number);
    return tokenizer.decode(ids, { skip_special_tokens: true });
  };
  await answerTo(texts[0] as string);
  const { seconds, result: answers } = await secondsOf(() => oneByOne(texts.slice(0, n), answerTo));
  await generator.dispose();
  return { name: 'transformers.js, one record after another', answers, seconds, count: null };
}

async function oneByOne(asked: readonly string[], answerTo: (text: string) => Promise<string>): Promise<string[]> {
  const answers: string[] = [];
  for (const text of asked) answers.push(await answerTo(text));
  return answers;
}

/** The plain loop, with the instruction read for every record or once. */
async function plain(name: string, n: number, isShared: boolean): Promise<Way> {
  const greedy = await openPlainGreedy(model, adapter);
  const shared = await greedy.read(instruction);
  const before = { ...greedy.count };
  const answerTo = (text: string): Promise<string> =>
    isShared ? greedy.answer(text, maxNewTokens, shared) : greedy.answer(instruction + text, maxNewTokens);
  const { seconds, result: answers } = await secondsOf(() => oneByOne(texts.slice(0, n), answerTo));
  const { runs, tokens } = greedy.count;
  await greedy.close();
  return { name, answers, seconds, count: { runs: runs - before.runs, computed: tokens - before.tokens, padding: 0 } };
}

interface Engine {
  readonly rows: number;
  /** Records asked for at a time. */
  readonly request: number;
  readonly isGuessed: boolean;
}

/** Our decoder over the first `n` records. */
async function engine(name: string, n: number, { rows, request, isGuessed }: Engine): Promise<Way> {
  const runs: RunCount[] = [];
  const decoder = await openGreedyDecoder(model, adapter, { budget: { rows }, onRun: (run) => runs.push(run) });
  await decoder.generate({ instruction, records: texts.slice(0, 1), maxNewTokens });
  runs.length = 0;
  const work = async (): Promise<string[]> => {
    const answers: string[] = [];
    for (let from = 0; from < n; from += request) {
      const asked = texts.slice(from, Math.min(n, from + request));
      const guess: AskForGuesses = (parts) =>
        parts.map(({ record, written }) => guessAnswer(facts[from + record] as StandardFacts, strategy, written));
      const generations = await decoder.generate(
        { instruction, records: asked, maxNewTokens },
        isGuessed ? guess : undefined,
      );
      answers.push(...generations.map(({ text }) => text));
    }
    return answers;
  };
  const { seconds, result: answers } = await secondsOf(work);
  await decoder.close();
  const computed = runs.reduce((sum, run) => sum + run.rows * run.columns, 0);
  const padding = computed - runs.reduce((sum, { tokens }) => sum + tokens, 0);
  return { name, answers, seconds, count: { runs: runs.length, computed, padding } };
}

/** The product's own way: sessions beside each other, as many as were measured to be fastest here. */
async function sessionsBeside(n: number, request: number): Promise<Way> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'noncoop-bench-'));
  const adapterDir = fileURLToPath(new URL(`../data/adapters/${strategy}`, import.meta.url));
  const generator = await openGenerator({ modelDir, adapterDir, cacheDir });
  const ask = (from: number): Promise<readonly Generation[]> =>
    generator.generate(
      { instruction, records: texts.slice(from, Math.min(n, from + request)), maxNewTokens },
      (parts) =>
        parts.map(({ record, written }) => guessAnswer(facts[from + record] as StandardFacts, strategy, written)),
    );
  await ask(0);
  const work = async (): Promise<string[]> => {
    const answers: string[] = [];
    for (let from = 0; from < n; from += request) answers.push(...(await ask(from)).map(({ text }) => text));
    return answers;
  };
  const { seconds, result: answers } = await secondsOf(work);
  const { sessions = 1, threads = 1 } = generator.threads ?? {};
  await generator.close();
  rmSync(cacheDir, { recursive: true });
  return { name: `+ ${sessions} x ${threads}: sessions x threads of each, as measured`, answers, seconds, count: null };
}

/** Multiplications and additions of the weights for one token, billions. */
const weightGflop = [...model.decoder.initializers.values()]
  .filter(({ dims }) => dims.length === 2)
  .reduce((sum, { dims }) => sum + (2 * (dims[0] as number) * (dims[1] as number)) / 1e9, 0);

/** Rate of a bare MatMul that fills the cores, GFLOP/s. */
async function bareRate(): Promise<number> {
  const size = { m: 4096, k: 1024, n: 1024 };
  const { graph, feeds } = bareProduct(size);
  const session = await openSession(graph);
  const { seconds } = await timed(12, () => session.run(feeds));
  await session.close();
  return productGflop(size) / median(seconds.slice(3));
}

const ways = [
  await peer(asked),
  await plain('our plain loop, one record after another', fewer, false),
  await plain('+ prefix and instruction computed once', fewer, true),
  await engine('+ head and likeliest tokens of the last place alone', fewer, { rows: 1, request: 1, isGuessed: false }),
  await engine(`+ batches of ${places}, finished rows dropped`, count, {
    rows: places,
    request: places,
    isGuessed: false,
  }),
  await engine('+ answers guessed by the rules', count, { rows: places, request: places, isGuessed: true }),
  await engine(`+ continuous batching over ${requestSize} records`, count, {
    rows: places,
    request: requestSize,
    isGuessed: true,
  }),
  await sessionsBeside(count, requestSize),
];
const tokensOf = (text: string): number => model.tokenizer.encode(text).length;
const best = ways.at(-1) as Way;
const tokens = texts.reduce((sum, text, i) => sum + tokensOf(text) + tokensOf(best.answers[i] as string), 0) / count;
const ceiling = { gflopPerS: await bareRate(), gflopPerRecord: tokens * weightGflop };
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();

console.log(`### ${strategy}

${waysTable(ways, ceiling)}

${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, node ${process.version}; commit ${commit}, seed ${seed}; ${count} nominal records of the test
set, the first ${asked} for transformers.js and ${fewer} for our own ways without batches; ${tokens.toFixed(0)} tokens of record and answer, ${ceiling.gflopPerRecord.toFixed(2)} GFLOP, at ${ceiling.gflopPerS.toFixed(0)} GFLOP/s.

${differences(
  ways,
  records.map(({ id }) => id),
)}
`);
