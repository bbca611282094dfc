import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { labelsOf } from '#domain';
import { renderPrompt } from '#prompts';
import { temporaryFolder } from '../../cli/testing/temporary-folder.ts';
import { labeledExamples } from '../../cli/tuning-examples.ts';
import { ephemerisPair } from '../../testing/observation-files.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from '../../testing/test-console.ts';

let running: TestConsole;
before(async () => {
  running = await startTestConsole();
  const tracks = simulatedTracks(3);
  await running.importText('first.jsonl', logText(tracks));
  const later = { ...tracks[0]!, states: tracks[0]!.states.map((s) => ({ ...s, epochUtcMs: s.epochUtcMs + 9e8 })) };
  await running.importText('later.jsonl', logText([later]));
  const pair = ephemerisPair({ seed: 3, motion: 'flyaround', orbit: 'low' });
  await running.importFiles([
    { name: 'own.oem', role: 'own', text: pair.own },
    { name: 'target.oem', text: pair.target },
  ]);
  for (const log of [1, 2, 3]) await running.queue.enqueue(log);
  await running.queue.start();
  await running.queue.idle();
});
after(() => running.close());

const review = (id: number, labels: Record<string, string>) =>
  fetch(`${running.url}/assessments/${id}/review`, {
    method: 'POST',
    body: new URLSearchParams({ ...labels, note: '' }),
    redirect: 'manual',
  });

test('corrections are a labeled set that the command reads as it is, with the prompts of the console', async () => {
  const count = await running.store.assessments.count();
  assert.equal(count, 5);
  const prompts: string[] = [];
  for (let id = 1; id <= count; id += 1) {
    const { assessment } = (await running.store.assessments.find(id))!;
    prompts.push(renderPrompt('instruction', assessment.evidence).record);
    const labels = { motion: labelsOf.motion[id % 7]!, operation: 'none', task: 'unclear' };
    assert.equal((await review(id, labels)).status, 303);
  }
  const folder = temporaryFolder();
  const file = async (name: string) => {
    const text = await (await fetch(`${running.url}/corrections/${name}`)).text();
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const data = {
    logPath: await file('log.jsonl'),
    labelsPath: await file('labels.jsonl'),
    validationCount: 0,
    seed: 1,
  };
  const { training } = await labeledExamples(data, 'instruction', Readable.from([]));
  assert.deepEqual(training.map(({ record }) => record).sort(), prompts.sort());
  assert.equal(new Set(training.map(({ answer }) => answer)).size, 5);
});

test('the files follow the filter of the list', async () => {
  const lines = async (query: string) =>
    (await (await fetch(`${running.url}/corrections/labels.jsonl${query}`)).text()).split('\n').length - 1;
  assert.equal(await lines(''), 5);
  assert.equal(await lines(`?motion=${labelsOf.motion[1]}`), 1);
  assert.equal((await fetch(`${running.url}/corrections/labels.jsonl?motion=walking`)).status, 400);
});

test('a target that was reviewed in two windows has two names', async () => {
  const text = await (await fetch(`${running.url}/corrections/labels.jsonl`)).text();
  const names = text
    .trim()
    .split('\n')
    .map((line): string => JSON.parse(line).target);
  assert.equal(new Set(names).size, 5);
  assert.equal(names.filter((name) => name.startsWith('hovering-1@')).length, 2);
  assert.ok(names.includes('flyby-2'));
});
