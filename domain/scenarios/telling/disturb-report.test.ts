import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportedElementNames } from '../../intentions/evidence.ts';
import { unknown } from '../../intentions/lexicon.ts';
import type { ReportDisturbance } from '../perturbations.ts';
import { createRandom } from '../random.ts';
import { reportDisturbances } from './disturb-report.ts';
import { languages, novelWordings } from './language.ts';
import { remarksOf, tellFacts } from './report.ts';

const terms = {
  ownSpacecraft: 'cargo ship',
  size: 'large',
  cooperation: 'cooperative',
  device: 'robotic arm',
  lighting: 'eclipse',
  electromagnetic: 'jammed',
} as const;

const cases = Array.from({ length: 200 }, (_, seed) => ({
  seed,
  report: tellFacts(terms, languages.test, createRandom(seed)),
}));

const disturbed = (kind: ReportDisturbance) =>
  cases.map(({ seed, report }) => ({
    before: report,
    ...reportDisturbances[kind](report, { language: languages.test, labels: ['support'], random: createRandom(seed) }),
  }));

test('a missing or contradicted element is unknown, and no other', () => {
  for (const kind of ['missing element', 'contradictory elements'] as const) {
    for (const { report, element } of disturbed(kind)) {
      assert.deepEqual(report.terms, { ...terms, [element!]: unknown });
    }
  }
});

test('a missing element is told nowhere, a contradicted one twice', () => {
  for (const { report, element } of disturbed('missing element')) {
    assert.ok(languages.test.unknowns.includes(report.fields[element!]));
    assert.ok(report.remarks.every(({ fact }) => fact?.element !== element));
  }
  for (const { before, report, element } of disturbed('contradictory elements')) {
    const told = report.remarks.filter(({ fact }) => fact?.element === element);
    const wasInField = before.remarks.every(({ fact }) => fact?.element !== element);
    assert.equal(told.length, wasInField ? 1 : 2);
    assert.ok(told.some(({ fact }) => fact!.term !== terms[element!]));
  }
});

test('other wording puts one fact in words of no tier', () => {
  for (const { report, element } of disturbed('other wording')) {
    const text = `${report.fields[element!]} ${remarksOf(report)}`.toLowerCase();
    assert.ok(
      novelWordings[element!][terms[element!]]!.some((words) => text.includes(words)),
      text,
    );
    assert.deepEqual(report.terms, terms);
  }
});

test('a unit change tells the size in centimeters or feet', () => {
  for (const { report } of disturbed('unit change')) {
    assert.match(`${report.fields.size} ${remarksOf(report)}`, /\d+ (?:cm|centimeters|ft|feet)\b/);
  }
});

test('typos change one to three words and no fact', () => {
  for (const { before, report } of disturbed('typos')) {
    const words = (one: typeof report) => [...Object.values(one.fields), remarksOf(one)].join(' ').split(' ');
    const [was, is] = [words(before), words(report)];
    assert.equal(is.length, was.length);
    const changed = was.filter((word, i) => word !== is[i]).length;
    assert.ok(changed <= 3);
    assert.deepEqual(report.terms, terms);
  }
});

test('distractors and smuggled instructions add sentences that state no fact', () => {
  for (const kind of ['distractors', 'smuggled instruction'] as const) {
    for (const { before, report } of disturbed(kind)) {
      const added = report.remarks.filter((remark) => !before.remarks.includes(remark));
      assert.ok(added.length >= 1 && added.length <= 3);
      assert.ok(added.every(({ fact }) => fact === undefined));
    }
  }
});

test('a shuffle loses nothing', () => {
  for (const { before, report } of disturbed('shuffled order')) {
    assert.deepEqual(new Set(report.order), new Set(before.order));
    assert.deepEqual(new Set(report.remarks), new Set(before.remarks));
  }
});

test('remarks that break off lose the facts from there on, and their words with them', () => {
  for (const { report } of disturbed('truncated record')) {
    const lost = reportedElementNames.filter((element) => report.terms[element] === unknown);
    assert.ok(lost.length > 0);
    for (const element of lost) assert.ok(report.remarks.every(({ fact }) => fact?.element !== element));
    for (const element of reportedElementNames.filter((name) => !lost.includes(name))) {
      const told = report.remarks.some(({ fact }) => fact?.element === element);
      assert.ok(told || !languages.test.unknowns.includes(report.fields[element]));
    }
  }
});
