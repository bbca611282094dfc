import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AutoModelForCausalLM, AutoTokenizer, DynamicCache, env, ones, Tensor } from '@huggingface/transformers';
import { nominalRecords } from '#domain';
import { cacheShape, openModelFolder, openSession } from '#model';
import { factsRead, guessAnswer, instructionOf, recordParts, renderRecord, type Strategy, strategies } from '#prompts';
import { readPrefixAdapter } from '../model/adapter/prefix-adapter.ts';
import { prefixCache } from '../model/runtime/cache.ts';
import { type AskForGuesses, openGreedyDecoder } from '../model/runtime/greedy-decoder.ts';
import { bareProduct, productGflop } from './bare-product.ts';
import { median, timed } from './timing.ts';

/**
 * Records a second under a strategy: text generation of transformers.js on the same model folder and prefix, our own
 * greedy loop with one thing more at a time, and what the products alone would take at the rate of a bare MatMul.
 */
const { values } = parseArgs({
  options: {
    strategy: { type: 'string', default: 'cot' },
    n: { type: 'string', default: '128' },
    peer: { type: 'string', default: '32' },
  },
});
const strategy = strategies.find((name) => name === values.strategy) as Strategy;
const count = Number(values.n);
/** Records that the slow ways are measured on. */
const fewer = Math.min(count, Number(values.peer));
const maxNewTokens = 128;
const batchSize = 32;
const seed = 1;

const modelDir = fileURLToPath(new URL('../data/models/glm-nano', import.meta.url));
const model = await openModelFolder(modelDir);
const shape = cacheShape(model.decoder);
const adapter = await readPrefixAdapter(fileURLToPath(new URL(`../data/adapters/${strategy}`, import.meta.url)), shape);
const decoder = await openGreedyDecoder(model, adapter);
const instruction = instructionOf(strategy);
/** All that is shared where the instruction is not. */
const firstWord = instruction.slice(0, instruction.indexOf(' '));
const records = [...nominalRecords({ split: 'test', seed, count })];
const texts = records.map((record) => renderRecord(recordParts(record, 'seen')));

interface Way {
  readonly name: string;
  readonly answers: readonly string[];
  readonly recordsPerS: number;
}

/** Our decoder over the first `n` records, `batch` together. */
async function ours(name: string, n: number, batch: number, isShared: boolean, isGuessed: boolean): Promise<Way> {
  const answers: string[] = [];
  const start = performance.now();
  for (let from = 0; from < n; from += batch) {
    const part = texts.slice(from, Math.min(n, from + batch));
    const guess: AskForGuesses = (parts) =>
      parts.map(({ record, written }) =>
        guessAnswer(factsRead(records[from + record] as (typeof records)[number], 'seen'), strategy, written),
      );
    const request = isShared
      ? { instruction, records: part, maxNewTokens }
      : {
          instruction: firstWord,
          records: part.map((text) => instruction.slice(firstWord.length) + text),
          maxNewTokens,
        };
    const generations = await decoder.generate(request, isGuessed ? guess : undefined);
    answers.push(...generations.map(({ text }) => text));
  }
  return { name, answers, recordsPerS: (1000 * n) / (performance.now() - start) };
}

/** transformers.js, one record after another, the prefix as its past. */
async function peer(n: number): Promise<Way> {
  env.allowRemoteModels = false;
  env.localModelPath = dirname(modelDir);
  const tokenizer = await AutoTokenizer.from_pretrained('glm-nano');
  const generator = await AutoModelForCausalLM.from_pretrained('glm-nano');
  const past = Object.entries(prefixCache(adapter.values, adapter.prefixTokens, shape));
  const answers: string[] = [];
  const start = performance.now();
  for (const text of texts.slice(0, n)) {
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
    answers.push(tokenizer.decode(ids, { skip_special_tokens: true }));
  }
  const recordsPerS = (1000 * n) / (performance.now() - start);
  await generator.dispose();
  return { name: 'transformers.js, one record after another', answers, recordsPerS };
}

/** Multiplications and additions of the weights for one token, billions. */
const weightGflop = [...model.decoder.initializers.values()]
  .filter(({ dims }) => dims.length === 2)
  .reduce((sum, { dims }) => sum + (2 * (dims[0] as number) * (dims[1] as number)) / 1e9, 0);

/** Rate of a bare MatMul of as many rows as a batch reads at once, GFLOP/s. */
async function ceilingRate(): Promise<number> {
  const size = { m: 4096, k: 1024, n: 1024 };
  const { graph, feeds } = bareProduct(size);
  const session = await openSession(graph);
  const { seconds } = await timed(12, () => session.run(feeds));
  await session.close();
  return productGflop(size) / median(seconds.slice(3));
}

await ours('warm', batchSize, batchSize, true, true);
const ways = [
  await peer(fewer),
  await ours('ours, plain: one record after another, whole prompt', fewer, 1, false, false),
  await ours('+ prefix and instruction computed once', fewer, 1, true, false),
  await ours(`+ ${batchSize} records together`, count, batchSize, true, false),
  await ours('+ answers guessed by the rules', count, batchSize, true, true),
];
const rate = await ceilingRate();
const best = ways.at(-1) as Way;
const tokensOf = (text: string): number => model.tokenizer.encode(text).length;
const tokens = texts.reduce((sum, text, i) => sum + tokensOf(text) + tokensOf(best.answers[i] as string), 0) / count;
const ceiling = rate / (tokens * weightGflop);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();

console.log(`machine   ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, node ${process.version}
commit    ${commit}, seed ${seed}, ${strategy}, ${count} nominal test records (${fewer} for the first three), ${tokens.toFixed(0)} tokens a record and answer`);
for (const { name, answers, recordsPerS } of ways) {
  const same = answers.filter((answer, i) => answer === best.answers[i]).length;
  const ratio = recordsPerS / (ways[0] as Way).recordsPerS;
  console.log(
    `${recordsPerS.toFixed(2).padStart(8)} records/s  ${ratio.toFixed(1).padStart(6)} x  same answers ${same} of ${answers.length}  ${name}`,
  );
  for (const [i, answer] of answers.entries())
    if (answer !== best.answers[i]) console.log(`          ${records[i]?.id}: ${JSON.stringify(answer)}`);
}
console.log(
  `${ceiling.toFixed(2).padStart(8)} records/s  the weights' products at ${rate.toFixed(0)} GFLOP/s, a bare MatMul; reached ${((100 * best.recordsPerS) / ceiling).toFixed(0)} %`,
);
await decoder.close();
