import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportedElementNames } from '../../intentions/evidence.ts';
import { unknown } from '../../intentions/lexicon.ts';
import { readReport } from '../../intentions/read-report.ts';
import { createRandom } from '../random.ts';
import { languages } from './language.ts';
import { remarksOf, tellFacts } from './report.ts';

const terms = {
  ownSpacecraft: 'space station',
  size: 'small',
  cooperation: 'noncooperative',
  device: 'camera',
  lighting: unknown,
  electromagnetic: 'clear',
} as const;

const reports = Array.from({ length: 300 }, (_, seed) => tellFacts(terms, languages.training, createRandom(seed)));

test('every known fact is told once, in its field or in a remark', () => {
  for (const report of reports) {
    for (const element of reportedElementNames.filter((name) => terms[name] !== unknown)) {
      const inField = report.fields[element] !== unknown;
      const inRemarks = report.remarks.filter(({ fact }) => fact?.element === element).length;
      assert.equal(Number(inField) + inRemarks, 1, element);
    }
  }
});

test('the lexicon reads what an observer tells in the words of training', () => {
  for (const report of reports) assert.deepEqual(readReport(report.fields, remarksOf(report)), report.terms);
});

test('up to three facts stand in remarks, and some reports have none', () => {
  const counts = reports.map(({ remarks }) => remarks.filter(({ fact }) => fact !== undefined).length);
  assert.deepEqual([...new Set(counts)].sort(), [0, 1, 2, 3]);
});

test('the same seed tells the same', () => {
  assert.deepEqual(
    tellFacts(terms, languages.test, createRandom(5)),
    tellFacts(terms, languages.test, createRandom(5)),
  );
});
