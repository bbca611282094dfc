import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules, stops } from './table.ts';

test('every operator of the table is checked by a test in this folder', () => {
  const folder = new URL('./', import.meta.url);
  const tests = readdirSync(folder).filter((file) => file.endsWith('.test.ts') && file !== 'table.test.ts');
  const text = tests.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  const unchecked = Object.keys(rules).filter((op) => !new RegExp(`'${op}'|^  ${op}:`, 'm').test(text));
  assert.deepEqual(unchecked, []);
});

test('no operator has a rule and stops the gradient as well', () => {
  assert.deepEqual(
    Object.keys(rules).filter((op) => stops.has(op)),
    [],
  );
});
