import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeTinyModel } from '../../tuner/testing/tiny-model.ts';
import { routeList } from '../http/route-list.ts';
import { tuningOf } from '../jobs/tuning-kind.ts';
import { fixtureReport } from '../testing/fixture-report.ts';
import { ephemerisPair } from '../testing/observation-files.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { tinyTuning } from '../testing/tiny-tuning.ts';
import { visitor } from '../testing/visitor.ts';
import type { DocumentedOperation } from './openapi.ts';
import { keyOf, openApiDocument, templateOf } from './openapi-document.ts';
import { operations } from './operations.ts';

const modelDir = await writeTinyModel({ after });
let running: TestConsole;
let operationOf: (key: string) => DocumentedOperation;
before(async () => {
  running = await startTestConsole({ report: fixtureReport, modelDir });
  const document = openApiDocument(routeList(running.app), operations, '0.0.0');
  operationOf = (key) => {
    const [method = '', path = ''] = key.split(' ');
    return document.paths[templateOf(path)]![method.toLowerCase()]!;
  };
  const [track] = simulatedTracks(1, 90);
  const short = { ...track!, targetId: 'short', states: track!.states.slice(0, 2) };
  await running.importText('first.jsonl', `${logText([...simulatedTracks(3), short])}not a record\n`);
  await running.queue.enqueue(1);
  const pair = ephemerisPair({ seed: 3, motion: 'flyaround', orbit: 'low' });
  const files = [
    { name: 'own.oem', role: 'own', text: pair.own },
    { name: 'target.oem', text: pair.target },
  ] as const;
  await running.queue.enqueue((await running.importFiles(files)).id);
  for (const name of ['first', 'second'])
    await running.jobs.enqueue(tuningOf({ ...tinyTuning, name, folder: name }, null));
  await running.queue.start();
  await running.queue.idle();
  const ann = visitor(running.url, { accept: 'application/json' });
  await ann.post('/assessments/1/review', { motion: 'flyby', operation: 'none', task: 'attack', note: 'n' });
  await ann.post('/assessments/1/rerun');
  await ann.post('/targets/hovering-1/watch', { watch: 'yes' });
});
after(() => running.close());

/** Paths of pages with something on them, where 1 is not what the page is of. */
const withPlaces: Readonly<Record<string, readonly string[]>> = {
  'GET /targets/:id': ['/targets/hovering-1', '/targets/short', '/targets/2026-002A'],
  'GET /targets/:id/approaches': ['/targets/2026-002A/approaches'],
  'GET /targets/:id/series': ['/targets/2026-002A/series'],
  'GET /targets/:id/notice.txt': ['/targets/hovering-1/notice.txt'],
  'GET /assessments/:id': ['/assessments/1', '/assessments/2'],
  'GET /assessments/:id/what-if': ['/assessments/1/what-if', '/assessments/1/what-if?turn=full+turn'],
  'GET /logs/:id': ['/logs/1', '/logs/2'],
  'GET /logs/:id/files/:number': ['/logs/2/files/2'],
  'GET /tuning/compare': ['/tuning/compare?run=3&run=4'],
  'GET /tuning/:id': ['/tuning/3'],
  'GET /tuning/:id/promote': ['/tuning/3/promote'],
  'GET /api/schemas/:name': ['/api/schemas/Evidence'],
  'GET /api/:name': ['/api/listTargets'],
};

/** Pages that follow something until it ends, and those that only lead elsewhere. */
const leadsElsewhere = ['GET /logs/:id/file'];

const reads = () =>
  routeList(running.app)
    .filter(({ method }) => method === 'GET')
    .map(keyOf);

test('every page comes in every format that its operation tells, and each is as told', async () => {
  for (const key of reads().filter((one) => !leadsElsewhere.includes(one))) {
    const types = Object.keys(operationOf(key).responses[200]?.content ?? {});
    assert.ok(types.length > 0, key);
    for (const path of withPlaces[key] ?? [key.slice(4).replaceAll(/:\w+/g, '1')])
      for (const type of types) {
        const { status, headers } = await visitor(running.url, { accept: type }).get(path);
        assert.equal(status, 200, `${path} as ${type}`);
        if (type !== 'application/octet-stream')
          assert.ok(headers.get('content-type')?.startsWith(type), `${path} ${type}`);
      }
  }
});

/** Parameters that a page takes any value of: they choose what it looks at closely, or what it says. */
const lenient = /^GET \/(evaluation(\/new)?|account|logs\/:id)$/;

test('a value outside of a closed set that an operation tells is refused', async () => {
  let count = 0;
  for (const key of reads().filter((one) => !lenient.test(one)))
    for (const { name, schema } of operationOf(key).parameters ?? []) {
      if (!Array.isArray(schema.enum)) continue;
      const path = (withPlaces[key]?.[0] ?? key.slice(4)).split('?')[0];
      const answer = await visitor(running.url, { accept: 'application/json' }).get(`${path}?${name}=none-of-these`);
      assert.deepEqual([answer.status, JSON.parse(answer.text).code], [400, 'server.bad_query'], `${key} ${name}`);
      count += 1;
    }
  assert.ok(count > 15);
});

test('the reader shows every operation and every schema, and says what to send', async () => {
  const list = (await visitor(running.url).get('/api')).text;
  for (const key of reads()) assert.ok(list.includes(`<code>${templateOf(key.slice(4))}</code>`), key);
  const page = (await visitor(running.url).get('/api/reviewAssessment')).text;
  for (const part of [
    'curl',
    '/assessments/1/review',
    'server.not_allowed',
    'href="/api/schemas/Review"',
    'At most 4000',
  ])
    assert.ok(page.toLowerCase().includes(part.toLowerCase()), part);
  const schema = (await visitor(running.url).get('/api/schemas/Job')).text;
  assert.match(schema, /<code>remainingS<\/code>.*<code>number \| null<\/code>/);
  assert.equal((await visitor(running.url).get('/api/constructor')).status, 404);
  assert.equal((await visitor(running.url).get('/api/schemas/constructor')).status, 404);
});
