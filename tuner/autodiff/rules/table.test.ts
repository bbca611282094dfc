import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Node } from '#model';
import { rules, stopsGradient } from './table.ts';

test('every operator of the table is checked by a test in this folder', () => {
  const folder = new URL('./', import.meta.url);
  const tests = readdirSync(folder).filter((file) => file.endsWith('.test.ts') && file !== 'table.test.ts');
  const text = tests.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  const unchecked = Object.keys(rules).filter((op) => !new RegExp(`'${op}'|^  ${op}:`, 'm').test(text));
  assert.deepEqual(unchecked, []);
});

const nodeOf = (op: string, attributes: Node['attributes'] = {}): Node => ({
  ...{ op, domain: '', name: op, inputs: ['x'], outputs: ['y'], attributes },
});

test('no operator has a rule and stops the gradient as well', () => {
  const ruled = Object.keys(rules).filter((op) => op !== 'Cast');
  assert.deepEqual(
    ruled.filter((op) => stopsGradient(nodeOf(op))),
    [],
  );
});

test('a cast to whole numbers stops the gradient, one between floats does not', () => {
  const stopping = [1, 7, 9, 10].filter((to) => stopsGradient(nodeOf('Cast', { to: { int: to } })));
  assert.deepEqual(stopping, [7, 9]);
});
