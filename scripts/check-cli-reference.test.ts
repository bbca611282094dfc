import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cliReference } from './cli-reference.ts';

test('docs/reference/cli.md is what the commands say; run `npm run docs` to rewrite it', () => {
  const written = readFileSync(join(import.meta.dirname, '../docs/reference/cli.md'), 'utf8');
  assert.equal(written, cliReference());
});
