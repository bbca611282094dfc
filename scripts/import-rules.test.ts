import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cycleIn, type Import, readImports, specifiersOf } from './import-graph.ts';

/** Layers each layer may import; every layer may import `errors`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  domain: [],
  model: [],
  prompts: ['domain'],
  tuner: ['model', 'prompts', 'domain'],
  server: ['domain', 'prompts', 'model', 'tuner'],
  scripts: ['domain', 'prompts', 'model', 'tuner', 'server'],
  bench: ['domain', 'prompts', 'model', 'tuner', 'server'],
};

/** Packages that only some folders may import. */
const homeOfPackage: Readonly<Record<string, readonly string[]>> = {
  express: ['server/'],
  helmet: ['server/'],
  'express-rate-limit': ['server/http/'],
  '@node-rs/argon2': ['server/accounts/'],
  busboy: ['server/'],
  commander: ['server/cli/', 'scripts/', 'bench/'],
  '@electric-sql/pglite': ['server/store/'],
  pg: ['server/store/', 'server/testing/'],
  'pg-boss': ['server/jobs/'],
  'intl-messageformat': ['server/http/'],
  'hyparquet-writer': ['server/cli/', 'server/files/'],
  'onnxruntime-node': ['model/runtime/', 'tuner/training/', 'tuner/autodiff/', 'bench/'],
  '@huggingface/transformers': ['model/folder/transformers-js.test.ts', 'bench/'],
  handlebars: ['prompts/', 'server/http/'],
  'satellite.js': ['domain/propagation/', 'domain/environment/', 'domain/observations/tle/read-tle.test.ts'],
  sax: ['domain/observations/ndm/'],
};

const imports = readImports();
const layerOf = (path: string): string => path.split('/')[0] ?? '';
const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
const told = (found: readonly Import[]): readonly string[] => found.map((i) => `${i.from} imports ${i.specifier}`);

test('every layer imports only the layers below it', () => {
  const strangers = imports.filter(({ from, target }) => {
    if (target === null) return false;
    const layer = layerOf(target);
    if (layer === layerOf(from) || layer === 'errors') return false;
    if (layer === 'views') return from !== 'server/http/messages.ts';
    if (layer === 'data')
      return !(layerOf(from) === 'domain' && /^data\/(taxonomy|language|earth-orientation)\//.test(target));
    return !(mayImport[layerOf(from)] ?? []).includes(layer);
  });
  assert.deepEqual(told(strangers), []);
});

test('a layer is reached through its index, never by a path into it, test support and scripts apart', () => {
  const library = ['errors', 'domain', 'model', 'prompts', 'tuner'];
  const tooling = ['scripts', 'bench'];
  const detours = imports.filter(
    ({ from, specifier, target }) =>
      target !== null &&
      specifier.startsWith('.') &&
      layerOf(from) !== layerOf(target) &&
      library.includes(layerOf(target)) &&
      !tooling.includes(layerOf(from)) &&
      !/\/(golden|testing)\//.test(target),
  );
  assert.deepEqual(told(detours), []);
});

test('a file does not reach its own layer through the index', () => {
  assert.deepEqual(told(imports.filter(({ from, specifier }) => specifier === `#${layerOf(from)}`)), []);
});

test('in the server only commands, evaluation, jobs and what tuning shares reach the tuner', () => {
  const allowed = /^server\/(cli|evaluation|jobs|tuning)\//;
  const others = imports.filter(
    (i) => i.specifier === '#tuner' && layerOf(i.from) === 'server' && !allowed.test(i.from),
  );
  assert.deepEqual(told(others), []);
});

test('each guarded package is imported only where it belongs', () => {
  const guests = imports.filter(({ from, specifier }) => {
    const homes = homeOfPackage[packageOf(specifier)];
    return homes !== undefined && !homes.some((home) => from.startsWith(home));
  });
  assert.deepEqual(told(guests), []);
});

test('no files import each other in a ring', () => {
  assert.deepEqual(cycleIn(imports), []);
});

test('a ring of imports is found', () => {
  const ring = [
    { from: 'a', specifier: './b', target: 'b' },
    { from: 'b', specifier: './c', target: 'c' },
    { from: 'c', specifier: './b', target: 'b' },
  ];
  assert.deepEqual(cycleIn(ring), ['b', 'c', 'b']);
});

test('static, dynamic, type-only and re-exporting statements are all seen', () => {
  const source = [
    "import { a } from './a.ts';",
    "import type {\n  B,\n} from './b.ts';",
    "export * from './c.ts';",
    "import './d.ts';",
    "const e = await import('./e.ts');",
  ].join('\n');
  assert.deepEqual(specifiersOf(source), ['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts']);
});
