import severityData from '../../data/taxonomy/severity.json' with { type: 'json' };
import { type Level, levels } from './labels.ts';

/** How urgent a target is, the worst first: the fixed levels of status displays in space operations. */
export const severities = ['critical', 'serious', 'caution', 'normal', 'standby'] as const;

export type Severity = (typeof severities)[number];

/** What the table says of one label. */
interface SeverityRule {
  readonly severity: Severity;
  readonly reason: string;
  /** Whether the label counts even where the task is clear. */
  readonly always?: boolean;
}

/** The table of `data/taxonomy/severity.json`; a test holds it to the label sets. */
export const severityRules = severityData as unknown as Readonly<
  Record<Level, Readonly<Record<string, SeverityRule>>>
> & {
  /** Confidence below which a severity is told with a warning. */
  readonly lowConfidence: number;
};

/** A severity, and the label that decided it. */
export interface SeverityVerdict {
  readonly severity: Severity;
  readonly level: Level;
  readonly label: string;
  readonly reason: string;
}

/**
 * How urgent a target with these labels is: what the task says, or where the task is unclear the worse of operation and
 * motion. A label marked `always` counts in any case.
 *
 * @returns null when no label that counts could be read
 */
export function severityOf(labels: Readonly<Record<Level, string | null>>): SeverityVerdict | null {
  const isTaskOpen = labels.task === null || labels.task === 'unclear';
  const verdicts = levels.toReversed().flatMap((level): SeverityVerdict[] => {
    const label = labels[level];
    const rules = severityRules[level];
    if (label === null || !Object.hasOwn(rules, label)) return [];
    const { severity, reason, always = false } = rules[label]!;
    return level === 'task' || isTaskOpen || always ? [{ severity, level, label, reason }] : [];
  });
  for (const severity of severities) {
    const worst = verdicts.find((verdict) => verdict.severity === severity);
    if (worst) return worst;
  }
  return null;
}
