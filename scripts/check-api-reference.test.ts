import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { apiReference, currentDocument } from './api-reference.ts';

test('docs/reference/api.md is what the API document says; run `npm run docs` to rewrite it', async () => {
  const written = readFileSync(join(import.meta.dirname, '../docs/reference/api.md'), 'utf8');
  assert.equal(written, apiReference(await currentDocument()));
});
