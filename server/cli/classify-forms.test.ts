import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Assessment, flyScenario, gatherEvidence } from '#domain';
import { createAssessor } from '../assess/assessor.ts';
import { formOf, textOf } from './classify-forms.ts';
import { fakeGenerator } from './testing/fake-services.ts';

const evidences = [1, 2, 3].map((seed) => gatherEvidence(flyScenario({ seed, motion: 'flyby' }).track));
const assessments: Assessment[] = [];
for await (const assessment of createAssessor(fakeGenerator()).assess(evidences, 'cot')) assessments.push(assessment);

test('a flag decides the form, then the ending of the file, then whether it is one', () => {
  assert.equal(formOf({ parquet: true, output: 'x.csv' }), 'parquet');
  assert.equal(formOf({ notice: true, output: 'x.csv' }), 'notice');
  assert.equal(formOf({ csv: true, output: 'x.parquet' }), 'csv');
  assert.equal(formOf({ output: 'x.parquet' }), 'parquet');
  assert.equal(formOf({ output: 'x.json' }), 'json');
  assert.equal(formOf({ output: 'x' }), 'ndjson');
  assert.equal(formOf({ output: '-' }), 'table');
  assert.equal(formOf({}), 'table');
});

test('two forms at once are refused, and so is Parquet without a file', () => {
  const usage = { code: 'server.usage' };
  assert.throws(() => formOf({ notice: true, json: true }), usage);
  assert.throws(() => formOf({ parquet: true, csv: true, output: 'x' }), usage);
  assert.throws(() => formOf({ parquet: true }), usage);
  assert.throws(() => formOf({ parquet: true, output: '-' }), usage);
});

/** Pieces of text, each with the number of assessments that had been taken when it came. */
async function piecesOf(form: Parameters<typeof textOf>[0]) {
  let taken = 0;
  async function* batches() {
    for (const assessment of assessments) {
      taken += 1;
      yield [assessment];
    }
  }
  const pieces: [number, string][] = [];
  for await (const text of textOf(form, batches(), () => ({ taken }))) pieces.push([taken, text]);
  return pieces;
}

for (const [form, expected] of [
  ['ndjson', [1, 2, 3]],
  ['csv', [0, 1, 2, 3]],
  ['notice', [1, 2, 3]],
  ['json', [3]],
  ['table', [3]],
] as const) {
  test(`${form} is written when so many of three assessments are there: ${expected.join(', ')}`, async () => {
    const pieces = await piecesOf(form);
    assert.deepEqual(
      pieces.map(([taken]) => taken),
      expected,
    );
  });
}

test('a JSON document carries what is known at its end', async () => {
  const [[, text] = [0, '']] = await piecesOf('json');
  const { rows, provenance } = JSON.parse(text);
  assert.deepEqual([rows.length, provenance], [3, { taken: 3 }]);
});

test('notices are set apart by an empty line', async () => {
  const text = (await piecesOf('notice')).map(([, piece]) => piece).join('');
  assert.equal(text.match(/(^|\n\n)PROXIMITY ASSESSMENT\n/g)?.length, 3);
});
