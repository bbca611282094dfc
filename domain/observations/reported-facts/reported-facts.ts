import { AppError } from '#errors';
import { shown } from '../fault.ts';
import type { Chunks } from '../reading.ts';
import { factColumns } from '../relative-state/row.ts';
import { maxFactBytes, maxRemarkBytes } from '../relative-state/text-limits.ts';
import { splitCsvLine } from '../text/csv-line.ts';
import { readLines } from '../text/text-lines.ts';
import type { ReportedFacts, Track } from '../track.ts';

/** What is known of targets from another source. */
export interface FactsByTarget {
  readonly source: string;
  /** By target in lower case; `*` speaks of all. */
  readonly facts: ReadonlyMap<string, ReportedFacts>;
}

/** A target named so stands for every target. */
const everyTarget = '*';

const fieldOf: Readonly<Record<(typeof factColumns)[number], keyof ReportedFacts>> = {
  own_spacecraft: 'ownSpacecraft',
  size: 'size',
  cooperation: 'cooperation',
  device: 'device',
  lighting: 'lighting',
  electromagnetic: 'electromagnetic',
  remarks: 'remarks',
};

/**
 * Reads what is known of targets: CSV with a header of `target` and any of the columns of facts, a line per target.
 * Element sets and ephemerides tell motion and light alone; the rest comes from here.
 *
 * @throws AppError `domain.bad_facts` listing every line that cannot be used
 */
export async function readReportedFacts(chunks: Chunks, source: string): Promise<FactsByTarget> {
  const facts = new Map<string, ReportedFacts>();
  const faults: string[] = [];
  let header: readonly string[] | undefined;
  for await (const { line, text } of readLines(chunks, source)) {
    if (text === undefined || text.trim() === '') continue;
    const cells = (splitCsvLine(text) ?? []).map((cell) => cell.trim());
    const place = `${source}:${line}`;
    if (header === undefined) {
      header = checkedHeader(cells, place);
      continue;
    }
    if (cells.length !== header.length) {
      faults.push(`${place}: expected ${header.length} cells as in the header, got ${cells.length}`);
      continue;
    }
    const row = new Map(header.map((name, i) => [name, cells[i]!]));
    const target = row.get('target')!.toLowerCase();
    if (facts.has(target)) faults.push(`${place}: expected one line for ${target}, got a second`);
    for (const [name, cell] of row) {
      const maxBytes = name === 'remarks' ? maxRemarkBytes : maxFactBytes;
      if (new TextEncoder().encode(cell).length > maxBytes) {
        faults.push(`${place}: expected at most ${maxBytes} bytes for ${name}, got ${shown(cell)}`);
      }
    }
    const known = factColumns.filter((name) => row.get(name)).map((name) => [fieldOf[name], row.get(name)]);
    facts.set(target, Object.fromEntries(known));
  }
  if (faults.length > 0) throw badFacts(faults);
  return { source, facts };
}

/** A track with what is known of its target; what its own source reports goes first. */
export function withFacts(track: Track, { source, facts }: FactsByTarget): Track {
  const names = [everyTarget, track.context?.targetName, track.targetId];
  const known: ReportedFacts = Object.assign({}, ...names.map((name) => facts.get((name ?? '').toLowerCase())));
  const own = Object.entries(track.reported).filter(([, words]) => words !== undefined);
  const reported: ReportedFacts = { ...known, ...Object.fromEntries(own) };
  const added = Object.keys(known).filter((name) => track.reported[name as keyof ReportedFacts] === undefined);
  if (added.length === 0) return track;
  const factSources = Object.fromEntries(added.map((name) => [name, source]));
  return { ...track, reported, context: { origin: 'observed', ...track.context, factSources } };
}

function checkedHeader(cells: readonly string[], place: string): readonly string[] {
  const header = cells.map((cell) => cell.toLowerCase());
  const strange = header.filter((name) => name !== 'target' && !factColumns.some((column) => column === name));
  if (header.includes('target') && strange.length === 0 && new Set(header).size === header.length) return header;
  throw badFacts([
    `${place}: expected a header of target and any of ${factColumns.join(', ')}; got ${cells.join(',')}`,
  ]);
}

const badFacts = (faults: readonly string[]): AppError =>
  new AppError('domain.bad_facts', `Expected a file of facts about targets, got: ${faults.join('; ')}.`, {
    hint: 'For example: a header "target,size,cooperation" and a line "25544,large,cooperative"; the target * means all.',
  });
