import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logText, simulatedTracks, startTestConsole, type TestConsole, testNow } from './testing/test-console.ts';

let running: TestConsole;
before(async () => {
  running = await startTestConsole();
});
after(() => running.close());

const get = async (path: string) => {
  const response = await fetch(running.url + path, { redirect: 'manual' });
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
};
const json = async (path: string) => JSON.parse((await get(path)).text);
const post = (path: string, fields: Record<string, string>) =>
  fetch(running.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

test('a new console says what to do first', async () => {
  const { text } = await get('/');
  assert.match(text, /Nothing yet/);
  assert.match(text, /<ol class="first-steps">/);
  assert.deepEqual((await json('/overview.json')).alerts, []);
});

test('alerts are in order of severity, each with its reason and a link to the reasoning', async () => {
  const log = await running.importText('many.jsonl', `${logText(simulatedTracks(28))}not a record\n`);
  await running.queue.start();
  await running.queue.enqueue(log.id);
  await running.queue.idle();
  const { alerts, countsByStatus } = await json('/overview.json');
  const order = ['critical', 'serious', 'caution'];
  const ranks = alerts.map(({ status }: { status: string }) => order.indexOf(status));
  assert.deepEqual(ranks, ranks.toSorted());
  assert.equal(alerts[0].status, 'critical');
  assert.match(alerts[0].reason.facts, /^(task attack|motion collision) at 9\d\.\d %; arriving fast; closest /);
  assert.match(alerts[0].href, /^\/targets\/[^#]+#reasoning-heading$/);
  assert.equal(
    Object.values(countsByStatus as Record<string, number>).reduce((sum, count) => sum + count, 0),
    28,
  );
  assert.match((await get('/')).text, /<article class="lead-alert critical">/);
});

test('only the button marks as seen, and what comes later is new again', async () => {
  const before = await json('/overview.json');
  assert.deepEqual([before.changes.sinceUtc, before.changes.newTargets.count], [null, 28]);
  assert.equal((await json('/overview.json')).changes.sinceUtc, null);
  const answer = await post('/seen', { upTo: '2999-01-01T00:00:00Z' });
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/']);
  const { changes } = await json('/overview.json');
  assert.equal(changes.sinceUtc, testNow.toISOString());
  for (const kind of ['newTargets', 'labelChanges', 'refusals', 'finishedJobs'])
    assert.equal(changes[kind].count, 0, kind);
  assert.match((await get('/')).text, /Nothing has changed/);
  assert.equal((await post('/seen', { upTo: 'today' })).status, 400);
});

test('a star puts a target on the watch list and takes it off, and leads back', async () => {
  const answer = await post('/targets/hovering-1/watch', { watch: 'yes', back: '/targets?q=hover' });
  assert.equal(answer.headers.get('location'), '/targets?q=hover');
  assert.equal((await json('/targets/hovering-1.json')).isWatched, true);
  assert.deepEqual(
    (await json('/targets.json?watched=yes')).rows.map(({ targetId }: { targetId: string }) => targetId),
    ['hovering-1'],
  );
  assert.equal((await json('/overview.json')).watchList.count, 1);
  assert.match((await get('/targets/hovering-1')).text, /aria-label="Stop watching hovering-1"/);
  await post('/targets/hovering-1/watch', { watch: 'no', back: '//elsewhere.example' });
  assert.equal((await json('/overview.json')).watchList.count, 0);
  assert.equal((await post('/targets/nobody/watch', { watch: 'yes' })).status, 404);
});

test('every export follows the filter and holds every row', async () => {
  const { matching, rows, next } = await json('/targets.json?severity=critical&sort=target&order=asc');
  assert.deepEqual([rows.length, next], [matching, null]);
  assert.ok(matching > 0 && matching < 28);
  const ids = rows.map(({ targetId }: { targetId: string }) => targetId);
  const lines = await get('/targets.ndjson?severity=critical&sort=target&order=asc');
  assert.match(lines.type, /x-ndjson/);
  assert.deepEqual(
    lines.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).targetId),
    ids,
  );
  const csv = await get('/targets.csv?severity=critical&sort=target&order=asc');
  assert.deepEqual(
    csv.text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]),
    ids,
  );
});

test('an export without rows is whole too', async () => {
  assert.deepEqual((await json('/targets.json?q=nobody')).rows, []);
  assert.match((await get('/targets.csv?q=nobody')).text, /^target,.*closest_km,closest_utc\r\n$/);
  assert.equal((await get('/targets.ndjson?q=nobody')).text, '');
});

/** Address of the next page, as a page links to it. */
const nextOf = (html: string) =>
  /href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

test('a long list goes on where the page before ended, in any order', async () => {
  await running.importText(
    'long.jsonl',
    logText(simulatedTracks(90, 1000).map((track) => ({ ...track, states: track.states.slice(0, 5) }))),
  );
  for (const order of ['sort=observed', 'sort=severity', 'sort=confidence&order=asc', 'sort=closest']) {
    const first = (await get(`/targets?${order}`)).text;
    const second = (await get(nextOf(first)!)).text;
    const third = (await get(nextOf(second)!)).text;
    const idsIn = (html: string) =>
      [...html.matchAll(/class="row" href="\/targets\/([^"]+)"/g)].map((match) => match[1]);
    const ids = [first, second, third].flatMap(idsIn);
    assert.equal(new Set(ids).size, 118, order);
    assert.match(second, /First page/);
    assert.equal(nextOf(third), undefined);
  }
});

test('a place of another order, and values that are none, are refused in words', async () => {
  const first = (await get('/targets?sort=observed')).text;
  const token = /next=([^&]*)$/.exec(nextOf(first)!)?.[1];
  for (const query of [
    `sort=confidence&next=${token}`,
    'below=101',
    'below=much',
    'since=2026-02-30',
    'log=x',
    'severity=red',
  ])
    assert.equal((await get(`/targets?${query}`)).status, 400, query);
});

test('nothing of all this was a fault of ours', () => {
  assert.deepEqual(running.faults, []);
});
