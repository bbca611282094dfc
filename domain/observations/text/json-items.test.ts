import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonItems } from './json-items.ts';
import { longestItemChars } from './json-splitter.ts';

async function* chunksOf(...chunks: (string | Uint8Array)[]) {
  yield* chunks;
}

/** Values of the objects, and codes in the place of those that are broken, each with its line. */
async function read(...chunks: (string | Uint8Array)[]) {
  const items = [];
  for await (const item of jsonItems(chunksOf(...chunks), 'file.json')) {
    items.push([item.line, item.kind === 'item' ? item.value : item.code]);
  }
  return items;
}

const broken = 'domain.broken_json';

test('reads one object, an array of objects and one object a line', async () => {
  assert.deepEqual(await read('\ufeff\n {"a":\n1}\n'), [[2, { a: 1 }]]);
  assert.deepEqual(await read('[\n{"a":1},\n{"a":[{"b":"},{"}]}\n]'), [
    [2, { a: 1 }],
    [3, { a: [{ b: '},{' }] }],
  ]);
  assert.deepEqual(await read('{"a":1}\r\n\r\n{"a":2}'), [
    [1, { a: 1 }],
    [3, { a: 2 }],
  ]);
});

test('an empty array and an empty file have no objects', async () => {
  assert.deepEqual(await read('[ ]'), []);
  assert.deepEqual(await read(' \n'), []);
});

const harms = [
  ['a quote that does not close', '{"n":"b,"v":2}'],
  ['a quote too many', '{"n":"b"","v":2}'],
  ['a closing brace missing', '{"n":"b","v":2'],
  ['an opening brace missing', '"n":"b","v":2}'],
  ['a colon missing', '{"n" "b","v":2}'],
  ['a comma missing', '{"n":"b" "v":2}'],
  ['the wrong bracket', '{"n":"b","v":2]'],
  ['a line break in a string', '{"n":"b\n","v":2}'],
  ['a stray word', '{"n":"b","v":two}'],
  ['a comment', '{"n":"b", /* two */ "v":2}'],
  ['a number', '2'],
  ['null', 'null'],
  ['a list', '["n", "b"]'],
] as const;

for (const [what, item] of harms) {
  test(`${what} costs its own object, whether in an array or on a line`, async () => {
    const values = (items: unknown[][]) => items.map(([, value]) => value);
    const [first, last] = [
      { n: 'a', v: 1 },
      { n: 'c', v: 3 },
    ];
    const [one, other] = [JSON.stringify(first), JSON.stringify(last)];
    assert.deepEqual(values(await read(`[${one},${item},${other},${other}]`)), [first, broken, last, last]);
    assert.deepEqual(values(await read([one, item, other, other].join('\n'))), [first, broken, last, last]);
  });
}

test('NaN and infinities, which JSON does not have, are bad numbers', async () => {
  for (const value of ['NaN', 'Infinity', '-Infinity']) {
    assert.deepEqual(await read(`[{"a":1},{"b":${value}}]`), [
      [1, { a: 1 }],
      [1, 'domain.not_a_number'],
    ]);
  }
});

test('an array that is cut off says so, in an object and between objects', async () => {
  for (const text of ['[{"a":1},\n{"b":', '[{"a":1},\n{"b', '[{"a":1}\n,', '[{"a":1}\n']) {
    assert.deepEqual(await read(text), [
      [1, { a: 1 }],
      [2, 'domain.json_cut_off'],
    ]);
  }
});

test('an object too long to keep costs itself, wherever the chunks end', async () => {
  const long = `{"a":"${'x'.repeat(longestItemChars)}"}`;
  const expected = [
    [1, { a: 1 }],
    [1, 'domain.item_too_long'],
    [1, { a: 2 }],
  ];
  assert.deepEqual(await read(`[{"a":1},${long},{"a":2}]`), expected);
  assert.deepEqual(await read('[{"a":1},', long.slice(0, 600_000), long.slice(600_000), ',{"a":2}]'), expected);
});

test('a text that is no JSON is refused once', async () => {
  assert.deepEqual(await read('<html>\n<p>No data.</p></html>'), [[1, broken]]);
});

test('a NUL is an error', async () => {
  await assert.rejects(read('{"a":1}\0'), { code: 'domain.binary_log' });
});

test('finds the same objects wherever the chunks end', async () => {
  const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(objects, fc.integer({ min: 1, max: 9 }), fc.nat({ max: 2 }), async (values, size, space) => {
      const bytes = new TextEncoder().encode(JSON.stringify(values, undefined, space));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.slice(i * size, (i + 1) * size),
      );
      const items = await read(...chunks);
      assert.deepEqual(
        items.map(([, value]) => value),
        JSON.parse(JSON.stringify(values)),
      );
    }),
    { numRuns: 150 },
  );
});

test('splits the same when broken, wherever the chunks end', async () => {
  const text = fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \n1ea'), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, async (text) => {
      assert.deepEqual(await read(...text), await read(text));
    }),
    { numRuns: 500 },
  );
});
