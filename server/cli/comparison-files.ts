import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#errors';
import { writeWhole } from '../files/durable-file.ts';
import { type Comparison, type ComparisonRow, comparisonCsv, comparisonMarkdown } from './comparison-report.ts';

const files = { json: 'comparison.json', csv: 'comparison.csv', markdown: 'comparison.md' } as const;

/**
 * Rows that an earlier call of the same command has finished; a method that failed is tried again.
 *
 * @throws AppError `server.output_exists` when a comparison of other settings lies there
 */
export async function finishedRows(out: string, settings: Comparison['settings']): Promise<readonly ComparisonRow[]> {
  const path = join(out, files.json);
  if (!existsSync(path)) return [];
  const found = JSON.parse(await readFile(path, 'utf8')) as Comparison;
  const names = new Set([...Object.keys(found.settings), ...Object.keys(settings)]);
  const differing = [...names].filter((name) => found.settings[name] !== settings[name]);
  if (differing.length === 0) return found.rows.filter(({ failure }) => failure === null);
  const told = differing
    .map((name) => `${name} ${found.settings[name] ?? 'not given'} there, ${settings[name] ?? 'not given'} here`)
    .join('; ');
  throw new AppError('server.output_exists', `Expected a comparison of these settings in ${out}, got ${told}.`, {
    hint: 'choose another folder, or repeat the settings to go on with that comparison',
  });
}

/** Leaves a comparison, finished or not, in its three forms; the one that is read again comes last. */
export async function writeComparison(out: string, comparison: Comparison): Promise<void> {
  await writeWhole(join(out, files.csv), comparisonCsv(comparison));
  await writeWhole(join(out, files.markdown), comparisonMarkdown(comparison));
  await writeWhole(join(out, files.json), `${JSON.stringify(comparison, null, 2)}\n`);
}
