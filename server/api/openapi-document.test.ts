import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { routeList } from '../http/route-list.ts';
import { statusOf } from '../http/statuses.ts';
import { howToAdd } from '../testing/check-answer.ts';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { visitor } from '../testing/visitor.ts';
import { typeWords } from './field-rows.ts';
import type { DocumentedOperation, OpenApiDocument } from './openapi.ts';
import { keyOf, openApiDocument } from './openapi-document.ts';
import { operations } from './operations.ts';

let running: TestConsole;
let document: OpenApiDocument;
let told: [string, DocumentedOperation][];
before(async () => {
  running = await startTestConsole();
  document = JSON.parse((await visitor(running.url).get('/openapi.json')).text);
  told = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): [string, DocumentedOperation] => [`${method} ${path}`, one]),
  );
});
after(() => running.close());

test('every route has an operation', () => {
  const missing = routeList(running.app)
    .map(keyOf)
    .filter((key) => operations[key] === undefined);
  assert.deepEqual(missing, [], missing.map(howToAdd).join('\n'));
});

test('every operation has a route', () => {
  const keys = new Set(routeList(running.app).map(keyOf));
  const strays = Object.keys(operations).filter((key) => !keys.has(key));
  assert.deepEqual(strays, [], `remove from server/api/*-operations.ts what no router serves: ${strays.join(', ')}`);
});

test('the document served is that of the routes, with the version of the package', () => {
  const { version } = JSON.parse(JSON.stringify(document.info)) as { readonly version: string };
  assert.match(version, /^\d+\.\d+\.\d+/);
  const made = openApiDocument(routeList(running.app), operations, version);
  assert.deepEqual(document, JSON.parse(JSON.stringify(made)));
});

test('the role of an operation is that of its route', () => {
  const roleOf = (path: string, method: string) => document.paths[path]?.[method]?.['x-role'];
  assert.equal(roleOf('/admin/accounts', 'get'), 'admin');
  assert.equal(roleOf('/upload', 'post'), 'analyst');
  assert.equal(roleOf('/health', 'get'), 'anyone');
  assert.deepEqual(document.paths['/health']?.get?.security, []);
});

test('what OpenAPI 3.1 requires of a document is there', () => {
  assert.match(document.openapi, /^3\.1\.\d+$/);
  assert.ok(document.info.title && document.info.version);
  assert.deepEqual(
    Object.keys(document.paths).filter((path) => !path.startsWith('/')),
    [],
  );
  const methods = Object.values(document.paths).flatMap((item) => Object.keys(item));
  assert.deepEqual(
    methods.filter((method) => !/^(get|put|post|delete|options|head|patch|trace)$/.test(method)),
    [],
  );
  const names = Object.keys(document.components.schemas);
  assert.deepEqual(
    names.filter((name) => !/^[\w.-]+$/.test(name)),
    [],
  );
});

test('identifiers of operations are unique, tags and security schemes are declared', () => {
  const ids = told.map(([, { operationId }]) => operationId);
  assert.deepEqual(ids, [...new Set(ids)]);
  const tags = new Set(document.tags.map(({ name }) => name));
  const schemes = new Set(Object.keys(document.components.securitySchemes));
  for (const [key, { tags: used, security = [] }] of told) {
    assert.ok(
      used.every((tag) => tags.has(tag)),
      key,
    );
    assert.ok(
      security.flatMap((one) => Object.keys(one)).every((name) => schemes.has(name)),
      key,
    );
  }
});

test('parameters of a path are those in its template; every parameter is told once, with what it is', () => {
  for (const [key, { parameters = [] }] of told) {
    const inPath = parameters.filter((one) => one.in === 'path');
    const templated = [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    assert.deepEqual(
      inPath.map(({ name }) => name),
      templated,
      key,
    );
    assert.ok(
      inPath.every(({ required }) => required),
      key,
    );
    const names = parameters.map((one) => `${one.in} ${one.name}`);
    assert.deepEqual(names, [...new Set(names)], key);
    assert.ok(
      parameters.every(({ description, schema }) => description && typeWords(schema)),
      key,
    );
  }
});

test('every operation answers, says how, and refuses in the one shape', () => {
  for (const [key, { responses }] of told) {
    const statuses = Object.keys(responses);
    assert.ok(
      statuses.every((status) => /^[1-5]\d\d$/.test(status)),
      key,
    );
    assert.ok(
      statuses.some((status) => Number(status) < 400),
      key,
    );
    for (const [status, { description, content, ...rest }] of Object.entries(responses)) {
      assert.ok(description, `${key} ${status}`);
      if (Number(status) < 400) continue;
      assert.deepEqual(content?.['application/json']?.schema, { $ref: '#/components/schemas/Error' });
      for (const code of rest['x-codes'] ?? [])
        assert.ok(code === 'server.bad_query' || statusOf(code) === Number(status), `${key} ${status} ${code}`);
    }
  }
});

/** Every schema of a value that lies in it, the value itself among them, with its place. */
function schemasIn(value: unknown, place: string): [string, Record<string, unknown>][] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => schemasIn(part, `${place}/${key}`));
  return [[place, value as Record<string, unknown>], ...inner];
}

test('every schema is one of JSON Schema 2020-12, and every reference leads somewhere', () => {
  const ajv = new Ajv2020();
  const schemas = [
    ...Object.entries(document.components.schemas),
    ...schemasIn(document.paths, '').flatMap(([place, { schema }]) => (schema ? [[place, schema] as const] : [])),
  ];
  assert.ok(schemas.length > 100);
  for (const [place, schema] of schemas)
    assert.ok(ajv.validateSchema(schema as object), `${place} ${ajv.errorsText()}`);
  const refs = schemasIn(document, '').flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));
  const lost = refs.filter(
    (ref) => document.components.schemas[ref.replace('#/components/schemas/', '')] === undefined,
  );
  assert.deepEqual(lost, []);
});

/** The report of an evaluation may hold more than the console reads; its schema is that of the file. */
const isOfReport = (place: string) => place.startsWith('/components/schemas/EvaluationReport');

test('every object says whether it may hold more, and every field what it means', () => {
  const schemas = schemasIn(document.components.schemas, '/components/schemas')
    .concat(schemasIn(document.paths, '/paths'))
    .filter(([place]) => !isOfReport(place));
  const silent = schemas
    .filter(([, { type, properties }]) => [type].flat().includes('object') && properties !== undefined)
    .filter(([, { additionalProperties }]) => additionalProperties === undefined);
  assert.deepEqual(
    silent.map(([place]) => place),
    [],
  );
  const meaningless = schemas.flatMap(([place, { properties, type }]) =>
    type === undefined
      ? []
      : Object.entries((properties ?? {}) as Record<string, Record<string, unknown>>)
          .filter(([, { description, $ref, anyOf }]) => !(description || $ref || anyOf))
          .map(([name]) => `${place}/${name}`),
  );
  assert.deepEqual(meaningless, []);
});
