import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { loadViews } from '../http/views.ts';
import { english } from '../http/words.ts';
import { fixtureReport } from '../testing/fixture-report.ts';
import type { EvaluationQuery } from './evaluation-choice.ts';
import { evaluationPage } from './evaluation-page.ts';
import { type EvaluationReport, type OlderReport, readEvaluationReport } from './evaluation-report.ts';

const views = loadViews(path.join(import.meta.dirname, '../../views'));

/** The page as HTML, in the frame of the console. */
function rendered(report: EvaluationReport | OlderReport | null, query: EvaluationQuery = {}): string {
  const { model } = evaluationPage(report, query);
  const place = { title: 'Evaluation', section: 'evaluation', here: '/evaluation', twins: { json: '', csv: '' } };
  const frame = { ...place, marking: '', theme: 'auto', languages: [], isLive: false, may: { read: true } };
  const [before, behind] = views.frame(frame, english);
  return before + views.body('evaluation', { ...frame, ...model }, english) + behind;
}

test('tuned contestants come first in every set, chain of thought before others', () => {
  const { report } = evaluationPage(fixtureReport).model as {
    report: { sets: { rows: { contestant: string }[] }[] };
  };
  for (const { rows } of report.sets) assert.equal(rows[0]?.contestant, 'tuned/cot');
});

test('chain of thought is compared with the basic prompt, with the denominators', () => {
  const { report } = evaluationPage(fixtureReport).model as { report: { comparison: string[] } };
  assert.match(report.comparison[0]!, /80\.0 % of 500 .* 60\.0 % of 500 .*\+20\.0 points/);
});

test('every part of a report has its section', () => {
  const html = rendered(fixtureReport);
  const headings = [...html.matchAll(/<section class="panel" id="([a-z-]+)"/g)].map(([, id]) => id);
  assert.deepEqual(headings, [
    'targets',
    'per-class',
    'calibration',
    'selective',
    'perturbations',
    'strategies',
    'faithfulness',
    'disagreements',
  ]);
  assert.match(html, /test-00007/);
  assert.match(html, /<svg[^>]* class="plot"[^>]*aria-labelledby="reliability-title/);
});

test('the query chooses the labels and their confusion, without script', () => {
  const html = rendered(fixtureReport, { contestant: 'tuned/cot', set: 'nominal', level: 'motion' });
  assert.match(html, /<option value="motion" selected>/);
  assert.match(html, /<th scope="row">hovering<\/th><td class="number">270<\/td><td class="number">30<\/td>/);
});

test('a choice that names nothing falls back to chain of thought on nominal', () => {
  const html = rendered(fixtureReport, { contestant: ['x'], set: '<b>', level: 'all' });
  assert.match(html, /<option value="tuned\/cot" selected>/);
  assert.match(html, /<option value="nominal" selected>/);
  assert.match(html, /no task labels of tuned\/cot on nominal/);
});

test('what a baseline does not answer is a dash on the page and empty in the table', () => {
  const { csv } = evaluationPage(fixtureReport);
  const row = [...csv!.rows].find(([contestant]) => contestant === 'baseline/recurrent')!;
  assert.deepEqual(row.slice(3, 9), [null, null, null, 0.9, 0.88, 0.92]);
});

test('a report with nothing but accuracy says what is missing', () => {
  const bare = { ...fixtureReport, calibration: [], selective: [], robustness: [], comparisons: [], gains: [] };
  const html = rendered(bare);
  assert.match(html, /No contestant gives confidences/);
  assert.match(html, /Nominal and perturbed records were not both answered/);
});

test('without a report, and with one of an older version, the page says what to run', () => {
  assert.match(rendered(null), /Nothing measured yet[\s\S]*npx noncoop evaluate/);
  const older = rendered({ form: 'older', createdUtc: '2026-01-02T03:04:05.000Z' });
  assert.match(older, /2026-01-02 03:04:05Z was made by an older version[\s\S]*npx noncoop evaluate/);
});

test('a missing report is no error, an older one is told by its time, a broken one with its fault', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'noncoop-report-'));
  const file = path.join(folder, 'report.json');
  assert.equal(await readEvaluationReport(file), null);
  await writeFile(file, JSON.stringify(fixtureReport));
  assert.deepEqual(await readEvaluationReport(file), fixtureReport);
  await writeFile(file, JSON.stringify({ createdUtc: '2026-01-02T03:04:05.000Z', rows: [], perturbations: [] }));
  assert.deepEqual(await readEvaluationReport(file), { form: 'older', createdUtc: '2026-01-02T03:04:05.000Z' });
  await writeFile(file, JSON.stringify({ ...fixtureReport, rows: [{ contestant: 'best' }] }));
  await assert.rejects(readEvaluationReport(file), { code: 'server.bad_report' });
  await writeFile(file, 'not json');
  await assert.rejects(readEvaluationReport(file), { code: 'server.bad_report' });
  await rm(folder, { recursive: true });
});
