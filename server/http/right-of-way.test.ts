import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { rightOfWay } from './right-of-way.ts';

let server: Server;
afterEach(() => server.close());

/** Serves on a free port. */
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('long work goes on after the page that a reader waits for', async () => {
  const order: string[] = [];
  let working = Promise.resolve();
  const way = rightOfWay();
  const url = await serve(
    way.of(async (_req, res) => {
      working = way.letPass().then(() => void order.push('work'));
      await wait(20);
      order.push('page');
      res.end();
    }),
  );
  await (await fetch(url)).text();
  await working;
  assert.deepEqual(order, ['page', 'work']);
});

test('long work goes on although a page never comes', async () => {
  const way = rightOfWay();
  let pages = 0;
  const url = await serve(
    way.of(() => {
      pages += 1;
    }),
  );
  const reader = new AbortController();
  const page = fetch(url, { signal: reader.signal }).catch(() => {});
  while (pages === 0) await wait(1);
  await way.letPass();
  reader.abort();
  await page;
});

test('who sends something and who follows events are not waited for', async () => {
  const way = rightOfWay();
  const order: string[] = [];
  const url = await serve(
    way.of(async (_req, res) => {
      await way.letPass();
      order.push('work');
      await wait(1);
      order.push('answer');
      res.end();
    }),
  );
  await (await fetch(url, { method: 'POST' })).text();
  await (await fetch(url, { headers: { accept: 'text/event-stream' } })).text();
  assert.deepEqual(order, ['work', 'answer', 'work', 'answer']);
});
