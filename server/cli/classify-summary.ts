import { type Assessment, type Level, labelsOf, levels } from '#domain';
import { durationOf } from './progress.ts';
import type { RefusedRecords } from './refused-records.ts';

/** What a run did, apart from the assessments themselves. */
export interface RunFigures {
  /** Targets of an earlier run that stand. */
  readonly kept: number;
  /** Targets that were answered without asking the model. */
  readonly repeated: number;
  readonly seconds: number;
  readonly refused: Pick<RefusedRecords, 'count' | 'countByCode'>;
  /** File with the assessments; null when they went to standard output. */
  readonly output: string | null;
}

/** A label that could not be read. */
const unread = 'unread';

/** Counts the assessments of a run by their labels. */
export class ClassifySummary {
  #targets = 0;
  readonly #counts: Readonly<Record<Level, Map<string, number>>> = {
    motion: new Map(),
    operation: new Map(),
    task: new Map(),
  };

  /** Targets counted so far. */
  get targets(): number {
    return this.#targets;
  }

  count(assessment: Assessment): void {
    this.#targets += 1;
    for (const level of levels) {
      const label = assessment[level].label ?? unread;
      this.#counts[level].set(label, (this.#counts[level].get(label) ?? 0) + 1);
    }
  }

  /** For people: some lines. */
  inWords({ kept, repeated, seconds, refused, output }: RunFigures): string {
    const done = this.#targets - kept;
    const earlier = kept > 0 ? `, after ${kept} of an earlier run` : '';
    const lines = [
      `Classified ${counted(done, 'target')} in ${durationOf(seconds)}, ${rateOf(done, seconds)} per s${earlier}; ` +
        `${repeated} of them told in the words of others and not asked again.`,
    ];
    if (this.#targets > 0) {
      const width = Math.max(...levels.map((level) => level.length));
      for (const level of levels) lines.push(`  ${level.padEnd(width)}  ${listed(this.#labelsOf(level))}`);
    }
    if (refused.count > 0) lines.push(`Refused ${counted(refused.count, 'record')}: ${listed(byCount(refused))}.`);
    if (output !== null) lines.push(`${counted(this.#targets, 'assessment')} in ${output}.`);
    return lines.map((line) => `${line}\n`).join('');
  }

  /** For programs: one line of JSON. */
  asJson({ kept, repeated, seconds, refused, output }: RunFigures): string {
    const labels = Object.fromEntries(levels.map((level) => [level, Object.fromEntries(this.#labelsOf(level))]));
    const done = this.#targets - kept;
    const figures = { targets: this.#targets, kept, repeated, seconds, perSecond: rateOf(done, seconds) };
    const codes = Object.fromEntries(byCount(refused));
    return `${JSON.stringify({ kind: 'summary', ...figures, labels, refused: codes, output })}\n`;
  }

  /** In the order of the taxonomy; labels that nobody got are left out. */
  #labelsOf(level: Level): readonly (readonly [string, number])[] {
    const names: readonly string[] = [...labelsOf[level], unread];
    return names.flatMap((name) => {
      const count = this.#counts[level].get(name);
      return count === undefined ? [] : [[name, count] as const];
    });
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const rateOf = (done: number, seconds: number): number => (seconds > 0 ? Number((done / seconds).toPrecision(3)) : 0);

const listed = (counts: readonly (readonly [string, number])[]): string =>
  counts.map(([name, count]) => `${name} ${count}`).join(', ');

/** The commonest first. */
const byCount = ({ countByCode }: RunFigures['refused']): readonly (readonly [string, number])[] =>
  [...countByCode].sort(([nameA, a], [nameB, b]) => b - a || nameA.localeCompare(nameB));
