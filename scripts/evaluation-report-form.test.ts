import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { resultsPage } from '../server/evaluation/results-page.ts';
import { evaluationPage } from '../server/pages/evaluation-page.ts';
import { type EvaluationReport, EvaluationReportSchema } from '../server/pages/evaluation-schema.ts';
import { buildReport } from '../tuner/evaluation/report.ts';
import { madeUpSets, origin } from '../tuner/testing/made-up-sets.ts';

/** Built by the tuner, and of the type that pages read: the pages do not reach the tuner themselves. */
const report: EvaluationReport = buildReport(madeUpSets, origin);

test('a report as it is built has the form that the pages read', () => {
  const ajv = new Ajv({ strict: false });
  assert.ok(ajv.validate(EvaluationReportSchema, JSON.parse(JSON.stringify(report))), ajv.errorsText());
});

test('a report that lacks a part does not', () => {
  const { faithfulness: _, ...rest } = report;
  assert.equal(new Ajv({ strict: false }).validate(EvaluationReportSchema, rest), false);
});

test('both pages are made from a report that lacks sets and contestants', () => {
  const { markdown } = resultsPage(report, { commands: { evaluate: 'npx noncoop evaluate', before: [] } });
  // tuned/cot: three of four right from noisy states, none asked with true facts.
  assert.match(markdown, /\| tuned chain of thought, exact match \| nominal \| 4 \| ≥ 99 % \| 75\.00 %/);
  assert.match(
    markdown,
    /\| tuned chain of thought, exact match \| true facts \| – \| ≥ 99\.9 % \| – \| not measured \|/,
  );
  assert.equal(evaluationPage(report).section, 'evaluation');
});
