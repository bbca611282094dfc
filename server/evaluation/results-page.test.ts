import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureReport } from '../testing/fixture-report.ts';
import { claimsOf } from './claims.ts';
import { resultsPage } from './results-page.ts';
import { whereCotLoses } from './where-cot-loses.ts';

const commands = {
  evaluate: 'npx noncoop evaluate --seed 1',
  before: [{ what: 'adapters', command: 'npx noncoop tune' }],
};
const { markdown, figures } = resultsPage(fixtureReport, { commands });

/** Lines of a table row that begins with these cells. */
const rowOf = (...cells: string[]) => markdown.split('\n').find((line) => line.startsWith(`| ${cells.join(' | ')} |`));

test('targets stand before everything else, and what is met is computed', () => {
  assert.deepEqual(markdown.match(/^## .*/gm)!.slice(0, 3), ['## Targets', '## Beside the paper', '## Accuracy']);
  // The fixture: 0.015 with an interval to 0.025 against at most 0.02.
  assert.match(
    rowOf('calibration error (ECE) of tuned chain of thought', 'nominal')!,
    /0\.0150 .*met, the interval reaches beyond \|$/,
  );
  assert.match(rowOf('tuned chain of thought, exact match', 'nominal')!, /≥ 99 % \| 80\.00 % .* not met \|$/);
  // 4 points lost: more than 3 under typos, no more than 5 under other wording.
  assert.match(
    rowOf('tuned chain of thought, largest loss of the other perturbations', 'typos')!,
    /4\.00 .* not met \|$/,
  );
  assert.match(rowOf('tuned chain of thought, loss under other wording', 'other wording')!, /beyond \|$/);
  assert.match(rowOf('tuned instruction with LoRA, exact match', 'nominal')!, /not measured \|$/);
});

test('a target is met for sure only when the whole interval is on its side', () => {
  const rules = claimsOf(fixtureReport).filter(({ says }) => says.includes('over the rules'));
  assert.deepEqual(
    rules.map(({ on, verdict, isSure }) => [on, verdict, isSure]),
    [
      ['nominal', 'not measured', null],
      ['other wording', 'not measured', null],
      ['typos', 'met', true],
      ['distractors', 'not measured', null],
    ],
  );
});

test('a share that rounds up to its target but is below it is not met', () => {
  const almost = { correct: 98_996, n: 100_000, accuracy: 0.99, low: 0.9893, high: 0.9906 };
  const rows = fixtureReport.rows.map((row) => ({ ...row, exactMatch: almost }));
  const claim = claimsOf({ ...fixtureReport, rows }).find(
    ({ says, on }) => /^tuned chain/.test(says) && on === 'nominal',
  )!;
  assert.equal(claim.verdict, 'not met');
});

test('every table has its command beside it', () => {
  const tables = markdown.match(/\|\n\n`?[^\n]*/g)!;
  assert.ok(tables.length > 15);
  for (const end of tables) assert.match(end, /`npx noncoop evaluate --seed 1`$/);
});

test('the page refers to every figure it comes with, each on a card that reads on any ground', () => {
  assert.deepEqual(
    figures.map(({ name }) => name),
    ['reliability.svg', 'selective.svg', 'losses.svg'],
  );
  for (const { name, svg } of figures) {
    assert.ok(markdown.includes(`](images/${name})`));
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(svg, /<rect [^>]*fill="#ffffff"/);
  }
});

test('where chain of thought loses is said from the numbers', () => {
  assert.deepEqual(whereCotLoses(fixtureReport), [
    'An answer takes 100.0 tokens where tuned/basic takes 30.0 (nominal).',
    'On perturbed it is behind tuned/instruction by −2.00 (−4.50 to 0.50) points of 500 records, an interval that holds zero.',
    'An answer takes 100.0 tokens where tuned/instruction takes 30.0 (nominal).',
  ]);
});

test('markup in a cell is text', () => {
  const wrong = fixtureReport.disagreements.map((entry) => ({
    ...entry,
    records: entry.records.map((record) => ({ ...record, id: '<b>|*x*' })),
  }));
  const page = resultsPage({ ...fixtureReport, disagreements: wrong }, { commands });
  assert.ok(page.markdown.includes('| &lt;b>\\|\\*x\\* |'));
});
