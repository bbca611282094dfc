import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openPglite } from './pglite-database.ts';
import { storableJson, storableText } from './storable.ts';

test('whatever the text, the database takes it and gives it back as it was taken', async () => {
  const database = await openPglite(null);
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '\0', '\ud800', '\\u0000'),
      async (text, odd) => {
        const [row] = await database.query<{ plain: string; field: string }>(
          `select $1::text as plain, $2::json ->> 'name' as field`,
          [text + odd, storableJson({ name: text + odd })],
        );
        assert.deepEqual(row, { plain: storableText(text + odd), field: storableText(text + odd) });
      },
    ),
    { numRuns: 200 },
  );
  await database.close();
});

test('text without such characters stays as it is', () => {
  assert.equal(storableText('ISS (ZARYA) 🛰 Ω\n'), 'ISS (ZARYA) 🛰 Ω\n');
});
