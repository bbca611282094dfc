import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Column, csvHeaderOf, csvOf, csvRowsOf, formatOf, jsonOf, ndjsonOf, tableOf } from './output.ts';

interface Row {
  readonly name: string;
  readonly rangeKm: number | null;
}

const columns: readonly Column<Row>[] = [
  { header: 'name', value: (row) => row.name },
  { header: 'range_km', value: (row) => row.rangeKm },
];
const rows: readonly Row[] = [
  { name: 'a, "b"', rangeKm: 1.5 },
  { name: 'c', rangeKm: null },
];

test('a table sets words left, numbers right, and shows a dash where nothing is known', () => {
  assert.equal(tableOf(columns, rows), ['name    range_km', 'a, "b"       1.5', 'c              –', ''].join('\n'));
});

test('CSV quotes what needs quotes and leaves the unknown empty', () => {
  assert.equal(csvOf(columns, rows), 'name,range_km\r\n"a, ""b""",1.5\r\nc,\r\n');
});

test('CSV written in parts is the same as at once', () => {
  const parts = [csvHeaderOf(columns), csvRowsOf(columns, rows.slice(0, 1)), csvRowsOf(columns, rows.slice(1))];
  assert.equal(parts.join(''), csvOf(columns, rows));
});

test('JSON carries rows and provenance in one envelope', () => {
  const value = JSON.parse(jsonOf(rows, { seed: 7 }));
  assert.deepEqual(value, { ok: true, rows, next: null, truncated: false, provenance: { seed: 7 } });
});

test('NDJSON is one value a line', () => {
  assert.equal(ndjsonOf(rows).trimEnd().split('\n').length, 2);
});

test('a flag decides the form, then the ending of the file, then the habit of the command', () => {
  assert.equal(formatOf({ csv: true, output: 'x.json' }, 'table'), 'csv');
  assert.equal(formatOf({ output: 'x.json' }, 'table'), 'json');
  assert.equal(formatOf({ output: 'x' }, 'ndjson'), 'ndjson');
});

test('two flags for two forms are refused', () => {
  assert.throws(() => formatOf({ csv: true, json: true }, 'table'), { code: 'server.usage' });
});
