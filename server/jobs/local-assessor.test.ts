import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';
import { type Assessment, flyScenario, gatherEvidence } from '#domain';
import { strategies } from '#prompts';
import { makingOf } from '../assess/answer-making.ts';
import { temporaryFolder } from '../cli/testing/temporary-folder.ts';
import { localAssessor } from './local-assessor.ts';
import { servingAdapters } from './serving-adapter.ts';

const data = path.join(import.meta.dirname, '../../data');
const nothingPromoted = { latestOf: async () => undefined };
const adaptersIn = (adaptersDir: string) =>
  servingAdapters(nothingPromoted, { dataDir: temporaryFolder(), adaptersDir });
const folders = {
  modelDir: path.join(data, 'models/glm-nano'),
  findAdapter: adaptersIn(path.join(data, 'adapters')),
  cacheDir: temporaryFolder(),
};
const evidence = gatherEvidence(flyScenario({ seed: 1, motion: 'hovering' }).track);

test('one model answers by three strategies, each with its adapter, and again the same to the letter', async () => {
  const assessor = localAssessor(folders);
  after(() => assessor.close());
  const ask = async (strategy: (typeof strategies)[number]): Promise<Assessment> => {
    for await (const assessment of assessor.assess([evidence], strategy)) return assessment;
    throw new Error('expected an answer, got none');
  };
  const answers = await Promise.all(strategies.map(ask));
  assert.deepEqual(
    answers.map(({ adapter }) => adapter?.name),
    ['basic', 'instruction-lora', 'cot-lora'],
  );
  for (const answer of answers) {
    const again = await assessor.askAgain(answer);
    assert.equal(again.output, answer.output);
    assert.equal(again.promptTokens, answer.promptTokens);
    assert.deepEqual([again.model, again.adapter], [answer.model, answer.adapter]);
    assert.ok(makingOf(answer).seconds! > 0);
  }
});

test('the model is evaluated as it serves, and bare, by the one that is open', async () => {
  const assessor = localAssessor(folders);
  after(() => assessor.close());
  const [tuned, base] = [await assessor.modelFor('tuned', 'basic'), await assessor.modelFor('base', 'basic')];
  assert.deepEqual([tuned.method, tuned.generator.adapter?.name], ['prefix', 'basic']);
  assert.deepEqual([base.method, base.generator.adapter], [null, null]);
  assert.equal(base.generator.model.sha256, tuned.generator.model.sha256);
  assert.ok((await assessor.countTokens('motion: hovering.')) > 1);
});

test('a strategy without an adapter is told, with the command that makes one', async () => {
  const assessor = localAssessor({ ...folders, findAdapter: adaptersIn(temporaryFolder()) });
  after(() => assessor.close());
  const asking = assessor.assess([evidence], 'basic')[Symbol.asyncIterator]().next();
  await assert.rejects(asking, { code: 'server.model_missing', hint: /--strategy basic/ });
});
