import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { AppError } from '#errors';
import { type EvaluationReport, EvaluationReportSchema } from './evaluation-schema.ts';

export type { EvaluationReport } from './evaluation-schema.ts';

/** A report of an earlier version of the program, of which only its age is known. */
export interface OlderReport {
  readonly form: 'older';
  readonly createdUtc: string | null;
}

const isReport = new Ajv({ strict: false }).compile<EvaluationReport>(EvaluationReportSchema);

/**
 * Reads an evaluation report; `null` when there is none yet, and of one that an older version wrote only its time.
 *
 * @throws AppError `server.bad_report` when the file is there and is no such report
 */
export async function readEvaluationReport(path: string): Promise<EvaluationReport | OlderReport | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  return checkReport(parseOrNull(text), path);
}

/**
 * What a report that was kept is now; of one that an older version wrote only its time.
 *
 * @param place  where it was kept
 * @throws AppError `server.bad_report` when it is none
 */
export function checkReport(report: unknown, place: string): EvaluationReport | OlderReport {
  if (isOlder(report)) {
    return { form: 'older', createdUtc: typeof report.createdUtc === 'string' ? report.createdUtc : null };
  }
  if (isReport(report)) return report;
  const fault = isReport.errors?.[0];
  throw new AppError(
    'server.bad_report',
    `Expected an evaluation report in ${place}: ${fault?.instancePath || 'the file'} ${fault?.message ?? 'is not JSON'}.`,
    {
      hint: 'write it anew with: noncoop evaluate',
    },
  );
}

/** The first form had rows and no number of its form. */
const isOlder = (report: unknown): report is { readonly createdUtc?: unknown } =>
  typeof report === 'object' && report !== null && 'rows' in report && !('form' in report);

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
