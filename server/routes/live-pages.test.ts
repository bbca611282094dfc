import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AppError } from '#errors';
import { rulebookAssessor } from '../testing/rulebook-assessor.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from '../testing/test-console.ts';

/** What happens before the model answers. */
let beforeEach: () => void | Promise<void> = () => {};
let running: TestConsole;
before(async () => {
  running = await startTestConsole({ assessor: rulebookAssessor({ beforeEach: () => beforeEach() }) });
  await running.importText('one.jsonl', logText(simulatedTracks(1)));
  await running.queue.enqueue(1);
  await running.queue.start();
  await running.queue.idle();
});
after(() => running.close());

const livePages = ['compare', 'nearest-change', 'what-if?turn=full+turn'];

/** A thought that the test ends. */
function held(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}

for (const page of livePages)
  test(`the frame of ${page} is there while the model still thinks, and the answer follows in it`, async () => {
    const thought = held();
    beforeEach = () => thought.promise;
    const answer = await fetch(`${running.url}/assessments/1/${page}`);
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    const { value: frame = '' } = await reader.read();
    assert.match(frame, /<title>.+<\/title>[\s\S]*<main id="main" tabindex="-1">\s*$/);
    thought.resolve();
    let rest = '';
    for (let read = await reader.read(); !read.done; read = await reader.read()) rest += read.value;
    assert.match(rest, /<h1[\s\S]*<\/main>[\s\S]*<\/html>\s*$/);
    assert.equal(rest.includes('<main'), false);
  });

test('an error after the frame is told within it, and a program gets its status all the same', async () => {
  const failing = async () => {
    await new Promise((resolve) => setTimeout(resolve, 80));
    throw new AppError('server.model_missing', 'Expected a model, got none.');
  };
  beforeEach = failing;
  const page = await (await fetch(`${running.url}/assessments/1/compare`)).text();
  assert.match(page, /<main id="main"[\s\S]*server\.model_missing[\s\S]*<\/main>[\s\S]*<\/html>\s*$/);
  assert.equal(page.match(/<main/g)?.length, 1);
  const twin = await fetch(`${running.url}/assessments/1/compare.json`);
  assert.deepEqual([twin.status, ((await twin.json()) as { code: string }).code], [503, 'server.model_missing']);
});

test('an error that comes at once is a page of its own status', async () => {
  beforeEach = () => {
    throw new AppError('server.model_missing', 'Expected a model, got none.');
  };
  assert.equal((await fetch(`${running.url}/assessments/1/compare`)).status, 503);
});
