import { existsSync } from 'node:fs';
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';

/** One line of `metrics.ndjson`. */
export interface MetricsRow {
  readonly step: number;
  readonly [name: string]: number | string;
}

/**
 * The measurements of a run, one JSON object a line.
 *
 * A resumed run drops what was logged after its checkpoint, so the log equals that of a run that was never stopped,
 * but for the times in it.
 */
export async function openMetricsLog(
  path: string,
  resumeStep: number,
): Promise<{ append(row: MetricsRow): Promise<void> }> {
  const lines = existsSync(path) ? (await readFile(path, 'utf8')).split('\n') : [];
  const kept = lines.filter((line) => line.endsWith('}') && (JSON.parse(line) as MetricsRow).step <= resumeStep);
  await writeFile(`${path}.new`, kept.map((line) => `${line}\n`).join(''));
  await rename(`${path}.new`, path);
  return { append: (row) => appendFile(path, `${JSON.stringify(row)}\n`) };
}
