import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { flyScenario, gatherEvidence } from '#domain';
import { adapterFacts } from '#model';
import { temporaryFolder } from '../cli/testing/temporary-folder.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { testNow } from '../testing/test-console.ts';
import { keepAdapter } from '../tuning/keep-adapter.ts';
import { type LocalAssessor, localAssessor } from './local-assessor.ts';
import { servingAdapters } from './serving-adapter.ts';

const data = path.join(import.meta.dirname, '../../data');
const adaptersDir = path.join(data, 'adapters');
const dataDir = temporaryFolder();
const evidence = gatherEvidence(flyScenario({ seed: 1, motion: 'hovering' }).track);

let store: Store;
let assessors: LocalAssessor[];
before(async () => {
  store = await openStore({ dataDir: null });
  const findAdapter = servingAdapters(store.promotions, { dataDir, adaptersDir });
  const cacheDir = temporaryFolder();
  // Two processes on one database, as far as they know.
  assessors = [1, 2].map(() => localAssessor({ modelDir: path.join(data, 'models/glm-nano'), findAdapter, cacheDir }));
});
after(async () => {
  for (const assessor of assessors) await assessor.close();
  await store.close();
});

/** Who answers a question now, in each process. */
const whoAnswers = () =>
  Promise.all(
    assessors.map(async (assessor) => {
      for await (const { adapter, output } of assessor.assess([evidence], 'basic')) return { adapter, output };
      throw new Error('expected an answer, got none');
    }),
  );

/** Promotes a shipped adapter of another strategy, under a name of its own. */
async function promote(shipped: string, run: number): Promise<string> {
  const { id: jobId } = await store.jobs.put(
    { kind: 'tuning', subject: shipped, settings: {}, unit: 'step', logId: null, stepsTotal: 1, startedBy: null },
    testNow,
  );
  const { sha256 } = await adapterFacts(path.join(adaptersDir, shipped));
  const folder = await keepAdapter(dataDir, path.join(adaptersDir, shipped), { strategy: 'basic', run, sha256 });
  const adapter = { folder: folder!, sha256, jobId };
  await store.promotions.insert({ strategy: 'basic', author: 'ann', adapter, backTo: null }, undefined, testNow);
  return adapter.folder;
}

test('a promotion changes who answers from the next question on, in every process, and rolling back changes it back', async () => {
  const [before, beside] = await whoAnswers();
  assert.equal(before!.adapter?.name, 'basic');
  assert.deepEqual(beside, before);
  const { sha256 } = await adapterFacts(path.join(adaptersDir, 'instruction'));
  await promote('instruction', 5);
  for (const { adapter } of await whoAnswers())
    assert.deepEqual(adapter, { name: `basic-run-5-${sha256.slice(0, 8)}`, sha256 });
  await store.promotions.insert({ strategy: 'basic', author: 'ann', adapter: null, backTo: null }, undefined, testNow);
  assert.deepEqual(await whoAnswers(), [before, before]);
});

test('a promoted adapter that is not on this machine is told with its promotion, and answers once it is there', async () => {
  const folder = await promote('cot', 6);
  const { id } = (await store.promotions.latestOf('basic'))!;
  await cp(path.join(dataDir, folder), path.join(dataDir, 'away'), { recursive: true });
  await rm(path.join(dataDir, folder), { recursive: true });
  await assert.rejects(whoAnswers(), {
    code: 'server.promoted_adapter_missing',
    message: new RegExp(`of promotion ${id} \\(basic, run \\d+, by ann, .* got nothing at .*${folder}`),
  });
  await cp(path.join(adaptersDir, 'basic'), path.join(dataDir, folder), { recursive: true });
  await assert.rejects(whoAnswers(), { code: 'server.promoted_adapter_missing', message: /one with the digest/ });
});

test('what was promoted stays when its run learns on, and an adapter that is another one is not taken', async () => {
  const run = path.join(temporaryFolder(), 'adapter');
  await cp(path.join(adaptersDir, 'basic'), run, { recursive: true });
  const { sha256 } = await adapterFacts(run);
  const folder = (await keepAdapter(dataDir, run, { strategy: 'basic', run: 7, sha256 }))!;
  await cp(path.join(adaptersDir, 'cot'), run, { recursive: true });
  assert.equal((await adapterFacts(path.join(dataDir, folder))).sha256, sha256);
  assert.equal(await keepAdapter(dataDir, run, { strategy: 'basic', run: 8, sha256 }), null);
  assert.equal(await keepAdapter(dataDir, path.join(run, 'nowhere'), { strategy: 'basic', run: 9, sha256 }), null);
});
