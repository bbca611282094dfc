import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';

let running: TestConsole;
before(async () => {
  running = await startTestConsole();
});
after(() => running.close());

const get = (headers: Record<string, string>, path = '/about') => fetch(running.url + path, { headers });
const languageFor = async (headers: Record<string, string>) =>
  /<html lang="([^"]+)"/.exec(await (await get(headers)).text())?.[1];

const choose = (language: string, back = '/about') =>
  fetch(`${running.url}/language`, {
    method: 'POST',
    body: new URLSearchParams({ language, back }),
    redirect: 'manual',
  });

test('the browser says which language is liked best', async () => {
  for (const [header, language] of [
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-Hans'],
    ['zh-Hans', 'zh-Hans'],
    ['zh', 'zh-Hans'],
    ['zh-SG', 'zh-Hans'],
    ['zh-TW', 'zh-Hans'],
    ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
    ['fr-FR,zh;q=0.5,en;q=0.4', 'zh-Hans'],
    ['en;q=0.1,zh-CN;q=0', 'en'],
  ] as const)
    assert.equal(await languageFor({ 'accept-language': header }), language, header);
});

test('a browser that asks for neither language, or for any, gets English', async () => {
  assert.equal(await languageFor({ 'accept-language': 'fr,de;q=0.9' }), 'en');
  assert.equal(await languageFor({ 'accept-language': '*' }), 'en');
  assert.equal(await languageFor({ 'accept-language': ';;,' }), 'en');
});

test('the cookie wins over the browser, one that names no language of ours does not', async () => {
  assert.equal(await languageFor({ 'accept-language': 'en', cookie: 'theme=dark; language=zh-Hans' }), 'zh-Hans');
  assert.equal(await languageFor({ 'accept-language': 'zh-CN', cookie: 'language=en' }), 'en');
  assert.equal(await languageFor({ 'accept-language': 'en', cookie: 'language=tlh' }), 'en');
  assert.equal(await languageFor({ 'accept-language': 'zh-CN', cookie: 'language=tlh' }), 'zh-Hans');
  assert.equal(await languageFor({ 'accept-language': 'en', cookie: 'mylanguage=zh-Hans' }), 'en');
});

test('the switch remembers the choice for a year and leads back only to our own pages', async () => {
  const answer = await choose('zh-Hans', '/logs');
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/logs');
  assert.match(answer.headers.get('set-cookie')!, /language=zh-Hans; Max-Age=31536000;.*HttpOnly; SameSite=Strict/);
  assert.equal((await choose('en', '//evil.example')).headers.get('location'), '/');
});

test('an unknown language clears the choice', async () => {
  assert.match((await choose('tlh')).headers.get('set-cookie')!, /language=; .*Expires=Thu, 01 Jan 1970/);
});

test('the switch names each language in itself and tells which is on', async () => {
  const html = await (await get({ 'accept-language': 'zh' })).text();
  assert.match(html, /<form class="choice" method="post" action="\/language" aria-label="语言">/);
  assert.match(html, /<button name="language" value="en" lang="en" aria-pressed="false">English<\/button>/);
  assert.match(html, /<button name="language" value="zh-Hans" lang="zh-Hans" aria-pressed="true">简体中文<\/button>/);
});

test('a page says its language and what it depends on', async () => {
  const { headers } = await get({ 'accept-language': 'zh' });
  assert.equal(headers.get('content-language'), 'zh-Hans');
  assert.deepEqual(headers.get('vary')?.split(', '), ['Accept', 'Accept-Language', 'Cookie']);
});

test('an export has one language and does not depend on the reader', async () => {
  const { headers } = await get({ 'accept-language': 'zh' }, '/about.json');
  assert.equal(headers.get('content-language'), null);
  assert.equal(headers.get('vary'), 'Accept');
});
