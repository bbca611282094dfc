import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fixtureReport } from '../testing/fixture-report.ts';
import { evaluationPage } from './evaluation-page.ts';
import { readEvaluationReport } from './evaluation-report.ts';

test('the tuned model with chain of thought comes first in every set', () => {
  const { report } = evaluationPage(fixtureReport).model as {
    report: { sets: { rows: { model: string; strategy: string }[] }[] };
  };
  for (const { rows } of report.sets) assert.deepEqual([rows[0]?.model, rows[0]?.strategy], ['tuned', 'cot']);
});

test('chain of thought is compared with the basic prompt, with the denominators', () => {
  const { report } = evaluationPage(fixtureReport).model as { report: { comparison: string[] } };
  assert.match(report.comparison[0]!, /80\.0 % of 500 .* 60\.0 % of 500 .*\+20\.0 points/);
});

test('a missing report is no error, a broken one is told with its fault', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'noncoop-report-'));
  const file = path.join(folder, 'report.json');
  assert.equal(await readEvaluationReport(file), null);
  await writeFile(file, JSON.stringify({ ...fixtureReport, rows: [{ model: 'best' }] }));
  await assert.rejects(readEvaluationReport(file), { code: 'server.bad_report' });
  await writeFile(file, 'not json');
  await assert.rejects(readEvaluationReport(file), { code: 'server.bad_report' });
  await rm(folder, { recursive: true });
});
