import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '#errors';
import { exitCodeOf, exitCodes, exitMeanings, toAppError } from './exit-codes.ts';

test('every exit code has a meaning', () => {
  const codes = Object.values(exitCodes).map(String);
  assert.deepEqual(Object.keys(exitMeanings).sort(), codes.sort());
});

test('an error code that is not listed exits 1', () => {
  assert.equal(exitCodeOf('server.unexpected'), 1);
});

test('an expected failure passes as it is, anything else becomes a fault of ours', () => {
  const expected = new AppError('server.usage', 'x');
  assert.equal(toAppError(expected), expected);
  assert.deepEqual([toAppError('odd').code, toAppError('odd').message], ['server.unexpected', 'odd']);
});
