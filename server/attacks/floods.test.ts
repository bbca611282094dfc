import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { visitor } from '../testing/visitor.ts';

const requestsPerMin = 5;
let running: TestConsole;
before(async () => {
  running = await startTestConsole({ security: { requestsPerMin } });
});
after(() => running.close());

test('one address gets so many pages in a minute; the files that a page brings are not counted', async () => {
  const statusOf = async (path: string) => (await visitor(running.url).get(path)).status;
  const paths = Array.from({ length: requestsPerMin + 2 }, () => '/about');
  const pages: number[] = [];
  for (const path of paths) {
    assert.equal(await statusOf('/assets/theme.css'), 200);
    pages.push(await statusOf(path));
  }
  assert.deepEqual(pages, [...Array.from({ length: requestsPerMin }, () => 200), 429, 429]);
  const refused = await visitor(running.url, { accept: 'application/json' }).get('/targets');
  assert.equal(JSON.parse(refused.text).code, 'server.too_many_requests');
  assert.equal(await statusOf('/assets/theme.css'), 200);
});
