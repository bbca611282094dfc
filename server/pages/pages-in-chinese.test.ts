import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { catalogs } from '../http/words.ts';
import { samplePages, sharedPages, startSampleConsole, startSharedConsole } from '../testing/sample-console.ts';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';

let running: TestConsole;
let shared: TestConsole;
let empty: TestConsole;
before(async () => {
  running = await startSampleConsole();
  shared = await startSharedConsole();
  empty = await startTestConsole();
});
after(async () => {
  const ends = await Promise.allSettled([running, shared, empty].map((console) => console.close()));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
});

const get = (path: string, headers: Record<string, string> = {}, from = running) =>
  fetch(from.url + path, { headers, redirect: 'manual' });
const inChinese = async (path: string, from?: TestConsole, headers: Record<string, string> = {}) =>
  (await get(path, { ...headers, 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }, from)).text();

/** Elements that never close. */
const isVoid = /^(area|br|hr|input|link|meta|path|use)$/;

/**
 * The texts of a page that are in the language of the page: of elements and of the attributes that are read out. Left
 * out is what is marked as English (`lang`) or as a name (`translate="no"`), and code.
 */
function interfaceTexts(html: string): string[] {
  const texts: string[] = [];
  const skipped: boolean[] = [];
  const body = html.replace('<!doctype html>', '');
  for (const [, text, closing, name = '', attributes = '', selfClosing] of body.matchAll(
    /([^<]+)|<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*(\/?)>/g,
  )) {
    const isSkipped = skipped.at(-1) ?? false;
    if (text !== undefined) {
      if (!isSkipped) texts.push(text);
    } else if (closing) skipped.pop();
    else {
      const isForeign = /\slang="en"|\stranslate="no"/.test(attributes) || /^(code|kbd|pre|q|script)$/.test(name);
      const isSkippedNow = /\stranslate="yes"/.test(attributes) ? false : isSkipped || isForeign;
      for (const [, value = ''] of attributes.matchAll(/\s(?:aria-label|title|placeholder|label)="([^"]*)"/g))
        if (!isSkippedNow) texts.push(value);
      if (!selfClosing && !isVoid.test(name)) skipped.push(isSkippedNow);
    }
  }
  return texts.map((text) => text.replaceAll(/&\w+;/g, ' ').trim()).filter((text) => text !== '');
}

test('texts marked as English, names and code are no interface', () => {
  const html =
    '<p lang="en">a <b>b</b></p><p title="c">d<br>e<q>f</q></p><h1 translate="no">g<i translate="yes">h</i></h1>';
  assert.deepEqual(interfaceTexts(html), ['c', 'd', 'e', 'h']);
});

/** What is data, or the same in both languages. */
const allowed: readonly RegExp[] = [
  /noncoop/g,
  /(first|seven|waiting)\.jsonl|stations\.csv|own\.oem and target\.oem|(own|target)\.oem/g,
  /(hovering|flyby|flyaround|rendezvous|collision|retreat|randomness)-\d+|ada|bob|nightly export|first|second|2026-00[12]A|VISITOR|WATCHER|nothing-like-this|nobody|garbage|short|below|since|much|yesterday|\/nowhere|“next”/g,
  /\b(tuned|base|baseline)\/\w+|test-00007/g,
  /\b(UTC|TAI|TT|GPS|RTN|LVLH|RIC|HILL|QSW|RSW|EME2000|GCRF|ICRF|TEME|ITRF)\b/g,
  /\b(SHA-256|PDF|CSV|JSON|NDJSON|XML|KVN|TLE|OMM|OEM|CDM|CCSDS|Alpha-5|Space-Track|SGP4|ISO|LoRA|P-tuning v2|alpha|q_proj|v_proj|qkv_proj|ECE|McNemar)\b/g,
  /ISS \((ZARYA|NAUKA)\)|1998-067A|English/g,
  /\b(API|Authorization|Accept|OpenAPI|token|multipart|listTargets|uploadLog|followJob|Evidence|nothing|openapi\.json)\b|(text|application|multipart)\/[\w-]+/g,
  /\b(km|m|mm|m\/s|km\/s|rev\/day|s|min|h|d|B|kB|MB)\b/g,
  /\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ|\d\d:\d\d:\d\dZ/g,
];

/** Identifiers that stand in a title beside the Chinese term. */
const identifiers = new Set(
  Object.entries(catalogs.en).flatMap(([key, text]) => (/^(labels|report)\./.test(key) ? [text] : [])),
);

function leftover(html: string): string[] {
  return interfaceTexts(html)
    .filter((text) => !identifiers.has(text) && !text.split(', ').every((name) => identifiers.has(name)))
    .map((text) => allowed.reduce((rest, pattern) => rest.replace(pattern, ''), text))
    .filter((text) => /[A-Za-z]{2,}/.test(text));
}

async function expectOneLanguage(path: string, from?: TestConsole, headers: Record<string, string> = {}) {
  const html = await inChinese(path, from, headers);
  assert.match(html, /<html lang="zh-Hans"/);
  assert.deepEqual(leftover(html), []);
  const inEnglish = await (await get(path, { ...headers, 'accept-language': 'en' }, from)).text();
  assert.match(inEnglish, /<html lang="en"/);
  assert.doesNotMatch(inEnglish.replace('简体中文', ''), /\p{Script=Han}/u);
}

for (const path of [...samplePages, '/targets?next=garbage', '/targets?since=yesterday'])
  test(`${path} has no English left in Chinese, and no Chinese in English`, () => expectOneLanguage(path));

for (const { address, as } of sharedPages)
  test(`${address} as ${as ?? 'nobody'} has no English left in Chinese, and no Chinese in English`, async () => {
    await expectOneLanguage(address, shared, as === null ? {} : { cookie: await shared.cookieOf(as) });
  });

test('an empty console is in Chinese too', async () => {
  for (const path of ['/', '/targets', '/logs', '/tuning', '/evaluation'])
    assert.deepEqual(leftover(await inChinese(path, empty)), [], path);
});

test('a label is its Chinese term with the identifier beside it, and the filter keeps the identifier', async () => {
  const html = await inChinese('/targets');
  assert.match(html, /<span class="label motion hovering" title="hovering">[^悬]*悬停<\/span>/);
  assert.match(html, /<option value="hovering">悬停<\/option>/);
  assert.match(await inChinese('/about'), /悬停<\/span>\s*<\/dt><dd>与己方航天器的距离基本不变/);
});

test('what the model wrote stays as it is', async () => {
  const answer = await (await get('/targets/hovering-1.json')).json();
  const twin = answer as { readonly assessment: { readonly motion: { readonly reasoning: string } } };
  const html = await inChinese('/targets/hovering-1');
  for (const step of twin.assessment.motion.reasoning.replace(/^motion: /, '').split('; '))
    assert.ok(html.includes(`<q lang="en">${step}</q>`), step);
});

test('a refused upload is told in Chinese, the fault of a lower layer in its own English', async () => {
  const headers = { 'accept-language': 'zh-Hans' };
  const send = async (form: FormData) =>
    await fetch(`${running.url}/upload`, { method: 'POST', body: form, headers, redirect: 'manual' });
  const nothing = await (await send(new FormData())).text();
  assert.match(nothing, /<p>需要含观测文件的表单/);
  assert.deepEqual(leftover(nothing), []);
  const unknown = new FormData();
  unknown.set('log', new Blob(['']), 'first.jsonl');
  const address = (await send(unknown)).headers.get('location')!;
  const isRefused = async () => (await running.store.jobs.find(Number(address.split('/').at(-1))))!.state === 'failed';
  while (!(await isRefused())) await wait(20);
  const refused = await inChinese(address);
  assert.match(refused, /<p lang="en">first\.jsonl: expected .*<code>domain\.empty_log</s);
  assert.deepEqual(leftover(refused), []);
});

test('exports say the same whatever the language of the browser', async () => {
  for (const path of [
    '/overview.json',
    '/targets.json',
    '/targets.csv',
    '/logs/1.json',
    '/jobs/3.json',
    '/formats.json',
    '/nowhere.json',
  ]) {
    const [english, chinese] = await Promise.all(['en', 'zh-CN'].map((tag) => get(path, { 'accept-language': tag })));
    const withoutId = async (answer: Response | undefined) => (await answer!.text()).replace(/"requestId":"[^"]*"/, '');
    assert.equal(await withoutId(chinese), await withoutId(english), path);
  }
});

test('the events of a job are in the words of its page', async () => {
  const events = await (await get('/jobs/1/events', { 'accept-language': 'zh' })).text();
  assert.match(events, /"words":"已完成 \d\/\d 个目标/);
});

test('nothing of all this was a fault of ours', () => {
  assert.deepEqual([...running.faults, ...empty.faults], []);
});
