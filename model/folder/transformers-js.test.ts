import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AutoModelForCausalLM, AutoTokenizer, DynamicCache, env, ones, Tensor } from '@huggingface/transformers';
import { type PrefixAdapter, readPrefixAdapter } from '../adapter/prefix-adapter.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { prefixCache } from '../runtime/cache.ts';
import { openGreedyDecoder } from '../runtime/greedy-decoder.ts';
import { writeTinyModel } from '../testing/tiny-glm.ts';
import { type ModelFolder, openModelFolder } from './model-folder.ts';

env.allowRemoteModels = false;

interface Question {
  readonly instruction: string;
  readonly record: string;
  /** Of `data/adapters`, or null for the model alone. */
  readonly adapter: string | null;
}

const data = (path: string): string => join(import.meta.dirname, '../../data', path);
const nano = data('models/glm-nano');
const golden: { maxNewTokens: number; answers: (Question & { prompt: string; text: string })[] } = JSON.parse(
  readFileSync(data('golden/embedded-model/greedy.json'), 'utf8'),
);

function prefixOf(model: ModelFolder, adapter: string): Promise<PrefixAdapter> {
  return readPrefixAdapter(data(`adapters/${adapter}`), cacheShape(model.decoder));
}

/** Token numbers of the greedy answer as given here. */
async function answerHere(model: ModelFolder, { instruction, record, adapter }: Question, maxNewTokens: number) {
  const tokenizer = { ...model.tokenizer, decode: (ids: readonly number[]) => ids.join(' ') };
  const prefix = adapter === null ? null : await prefixOf(model, adapter);
  const decoder = await openGreedyDecoder({ ...model, tokenizer }, prefix, { threads: 1 });
  const [generation] = await decoder.generate({ instruction, records: [record], maxNewTokens });
  await decoder.close();
  return generation!.text.split(' ').map(Number);
}

/** The greedy answer of transformers.js, which is told nothing of the model but its folder: token numbers and text. */
async function answerThere(t: TestContext, folder: string, question: Question, maxNewTokens: number) {
  env.localModelPath = dirname(folder);
  const tokenizer = await AutoTokenizer.from_pretrained(basename(folder));
  const options = { session_options: { intraOpNumThreads: 1 } };
  const model = await AutoModelForCausalLM.from_pretrained(basename(folder), options);
  t.after(() => model.dispose());
  const inputs = tokenizer(`${question.instruction}${question.record}`);
  const promptTokens = inputs.input_ids.size;
  const past = question.adapter === null ? {} : await pastOf(folder, question.adapter, promptTokens);
  const sequence = await model.generate({ ...inputs, ...past, max_new_tokens: maxNewTokens });
  const ids: number[] = (sequence as Tensor).tolist()[0].slice(promptTokens).map(Number);
  return { ids, text: tokenizer.decode(ids, { skip_special_tokens: true }) };
}

/** A prefix as the past of transformers.js. */
async function pastOf(folder: string, adapter: string, promptTokens: number) {
  const model = await openModelFolder(folder);
  const { values, prefixTokens } = await prefixOf(model, adapter);
  const cache = Object.entries(prefixCache(values, prefixTokens, cacheShape(model.decoder)));
  return {
    attention_mask: ones([1, prefixTokens + promptTokens]),
    past_key_values: new DynamicCache(
      Object.fromEntries(cache.map(([name, past]) => [name, new Tensor('float32', past.data, [...past.dims])])),
    ),
  };
}

/** An adapter it can be given: none, or a prefix as its past. */
const isPast = ({ adapter }: Question): boolean => !adapter?.endsWith('-lora');

for (const { prompt, text, ...question } of golden.answers.filter(isPast)) {
  const who = question.adapter === null ? 'glm-nano alone' : `glm-nano with the ${question.adapter} prefix as its past`;
  test(`${who} answers the ${prompt} prompt in transformers.js as here and in Python`, async (t) => {
    const there = await answerThere(t, nano, question, golden.maxNewTokens);
    assert.equal(there.text, text);
    const model = await openModelFolder(nano);
    assert.deepEqual(there.ids, [...(await answerHere(model, question, golden.maxNewTokens)), model.eosId]);
  });
}

test('a folder that was written here opens in transformers.js and answers alike', async (t) => {
  const folder = await writeTinyModel(t);
  const question = { instruction: 'Say the motion.\n', record: 'Motion: steady\n', adapter: null };
  const there = await answerThere(t, folder, question, 12);
  assert.deepEqual(there.ids, await answerHere(await openModelFolder(folder), question, 12));
});

test('a browser is told of the file beside the graph, which it cannot look for', async (t) => {
  for (const folder of [nano, await writeTinyModel(t)]) {
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    assert.deepEqual(config['transformers.js_config'], { dtype: 'fp32', use_external_data_format: true });
  }
});
