import assert from 'node:assert/strict';
import { test } from 'node:test';
import { perturbationNames, reportedElementNames } from '#domain';
import { claimsOf } from '../evaluation/claims.ts';
import { levelOrder, setOrder } from '../evaluation/find-in-report.ts';
import type { ResultTable } from '../evaluation/markdown-table.ts';
import * as tables from '../evaluation/result-tables.ts';
import { catalogs, wordsIn } from '../http/words.ts';
import { fixtureReport } from '../testing/fixture-report.ts';
import { reportWords } from './report-words.ts';

const chinese = wordsIn('zh-Hans');
const classes = fixtureReport.perClass[0]!;
const claims = claimsOf(fixtureReport);

/** Every table of the evaluation page. */
const shown: readonly ResultTable[] = [
  tables.claimTable(claims),
  tables.macroTable(fixtureReport, 'nominal'),
  tables.classTable(classes),
  tables.confusionTable(classes)!,
  tables.calibrationTable({
    ...fixtureReport,
    calibration: fixtureReport.calibration.map((one) => ({ ...one, fittedOn: 0 })),
  }),
  tables.selectiveTable(fixtureReport),
  tables.spreadTable(fixtureReport),
  ...(['perturbation', 'element', 'both'] as const).map((by) => tables.lossTable(fixtureReport, by)),
  tables.comparisonTable(fixtureReport, 'strategies'),
  tables.gainTable(fixtureReport),
  tables.reasoningTable(fixtureReport),
  tables.deletedFactTable(fixtureReport),
  tables.disagreementTable(fixtureReport.disagreements[0]),
];

/** Every fixed text that these tables may hold. */
const texts = new Set([
  ...shown.flatMap(({ columns, rows }) => [...columns.map(({ name }) => name), ...rows.flat()]),
  ...['met', 'met, the interval reaches beyond', 'not met', 'not measured', 'unreadable', 'none'],
  ...[...setOrder, ...levelOrder, ...perturbationNames, ...reportedElementNames],
]);

test('the column heads and claims of every table have Chinese words', () => {
  const heads = shown.flatMap(({ columns }) => columns.map(({ name }) => name));
  const plain = [...heads, ...claims.map(({ says }) => says)].filter(
    (text) => reportWords(text, chinese) === text && !/^(tuned|base|baseline)\/|^(n|ECE|F1|F2)$/.test(text),
  );
  assert.deepEqual(plain, []);
});

test('the catalogs hold no text that no table has', () => {
  const inNumbers = ['to', 'points'];
  const unused = Object.entries(catalogs.en).filter(
    ([key, text]) => key.startsWith('report.') && !texts.has(text) && !inNumbers.includes(text),
  );
  assert.deepEqual(unused, []);
});

test('no two messages of the tables are told apart by nothing', () => {
  const english = Object.entries(catalogs.en).filter(([key]) => key.startsWith('report.'));
  assert.equal(new Set(english.map(([, text]) => text)).size, english.length);
});

test('numbers keep their digits, lists are told name by name, and names of contestants stay', () => {
  assert.equal(reportWords('60.00 % (58.00 to 62.00)', chinese), '60.00 % (58.00 至 62.00)');
  assert.equal(reportWords('≤ 0.5 points', chinese), '≤ 0.5 个百分点');
  assert.equal(reportWords('flyby, photograph, unreadable', chinese), '掠飞、拍照、无法读取');
  assert.equal(reportWords('tuned/cot', chinese), 'tuned/cot');
});
