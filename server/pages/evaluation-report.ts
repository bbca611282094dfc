import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { type Static, Type } from 'typebox';
import { AppError } from '#errors';

const Share = Type.Object({
  accuracy: Type.Number({ minimum: 0, maximum: 1 }),
  low: Type.Number({ minimum: 0, maximum: 1 }),
  high: Type.Number({ minimum: 0, maximum: 1 }),
});

/** What of the report of `noncoop evaluate` the page shows; the report may hold more. */
const EvaluationReportSchema = Type.Object({
  createdUtc: Type.String(),
  seed: Type.Number(),
  model: Type.Object({ name: Type.String(), sha256: Type.String() }),
  rows: Type.Array(
    Type.Object({
      model: Type.Union([Type.Literal('base'), Type.Literal('tuned')]),
      strategy: Type.Union([Type.Literal('basic'), Type.Literal('instruction'), Type.Literal('cot')]),
      set: Type.Union([Type.Literal('nominal'), Type.Literal('perturbed')]),
      n: Type.Integer({ minimum: 0 }),
      motion: Share,
      operation: Share,
      task: Share,
      exactMatch: Share,
      tokensPerRecord: Type.Number(),
      secondsPerRecord: Type.Number(),
    }),
  ),
});

/** Accuracy of base and tuned model under each strategy, on each set, with intervals. */
export type EvaluationReport = Static<typeof EvaluationReportSchema>;

const isReport = new Ajv({ strict: false }).compile<EvaluationReport>(EvaluationReportSchema);

/**
 * Reads an evaluation report; `null` when there is none yet.
 *
 * @throws AppError `server.bad_report` when the file is there and is no such report
 */
export async function readEvaluationReport(path: string): Promise<EvaluationReport | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const report = parseOrNull(text);
  if (isReport(report)) return report;
  const fault = isReport.errors?.[0];
  throw new AppError(
    'server.bad_report',
    `Expected an evaluation report in ${path}: ${fault?.instancePath || 'the file'} ${fault?.message ?? 'is not JSON'}.`,
    {
      hint: 'write it anew with: noncoop evaluate',
    },
  );
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
