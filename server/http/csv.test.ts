import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLines } from './csv.ts';

const write = (cell: string | number | boolean | null) => [...csvLines({ columns: ['x'], rows: [[cell]] })][1];

test('commas, quotes and line breaks are quoted', () => {
  assert.equal(write('a,"b"\nc'), '"a,""b""\nc"\r\n');
});

test('nothing is an empty cell, and a number stays a number', () => {
  assert.equal(write(null), '\r\n');
  assert.equal(write(-1.5), '-1.5\r\n');
});

test('text that begins like a formula is made harmless', () => {
  assert.equal(write('=HYPERLINK(1)'), "'=HYPERLINK(1)\r\n");
});
