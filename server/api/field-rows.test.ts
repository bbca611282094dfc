import assert from 'node:assert/strict';
import { test } from 'node:test';
import { components } from './components.ts';
import { exampleRequest } from './example-request.ts';
import { fieldRows } from './field-rows.ts';
import { always, count, dictionary, list, maybe, named, oneOf, orNull, record, text } from './fields.ts';

const { write } = components();
const Part = named('Part', record({ name: text('Its name.') }, 'A part.'));

/** Path, type and what it refers to, of every field. */
const told = (schema: object) => fieldRows(write(schema)).map(({ path, type, ref }) => [path, type, ref]);

test('fields of inner objects stand under their path; what has a name of its own is only named', () => {
  const schema = record({
    size: orNull(count('How large.')),
    parts: list(Part, 'Its parts.'),
    first: orNull(Part),
    rows: list(record({ color: oneOf(['red', 'blue'], 'Its color.') }), 'Rows.'),
    counts: dictionary(count('How many.'), 'Counts.'),
  });
  assert.deepEqual(told(schema), [
    ['size', 'integer | null', null],
    ['parts', 'Part[]', 'Part'],
    ['first', 'Part | null', 'Part'],
    ['rows', 'object[]', null],
    ['rows[].color', '"red" | "blue"', null],
    ['counts', 'object', null],
    ['counts.*', 'integer', null],
  ]);
});

test('a field has its own meaning, else that of what it is; what may be absent is marked', () => {
  const rows = fieldRows(write(record({ part: maybe(Part), kind: always('x', 'What it is.') })));
  assert.deepEqual(
    rows.map(({ meaning, isOptional }) => [meaning, isOptional]),
    [
      ['A part.', true],
      ['What it is.', false],
    ],
  );
});

test('two schemas of one name are an error', () => {
  const parts = components();
  parts.write(Part);
  assert.throws(() => parts.write(named('Part', record({}))), /one schema named Part, got two/);
});

test('an example sends what is required, with a token where one is needed', () => {
  const operation = {
    operationId: 'addPart',
    tags: [],
    summary: '',
    'x-role': 'analyst',
    parameters: [
      { name: 'id', in: 'path', required: true, description: '', schema: { type: 'string' }, example: 'a b' },
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: write(record({ color: oneOf(['red'], ''), note: maybe(text('')) })) } },
    },
    responses: { 200: { description: '', content: { 'application/json': { schema: {} } } } },
  } as const;
  const request = (needsToken: boolean) =>
    exampleRequest({ origin: 'https://console.example', needsToken }, 'POST', '/parts/{id}', operation);
  assert.match(request(true), /-H "Authorization: Bearer \$\(cat token\)"/);
  assert.doesNotMatch(request(false), /Authorization/);
  assert.match(request(true), /-d '\{"color":"red"\}' \\\n {2}'https:\/\/console\.example\/parts\/a%20b'$/);
});
