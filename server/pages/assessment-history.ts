import { type Level, levels } from '#domain';
import { address, targetAddress } from '../http/address.ts';
import type { Words } from '../http/words.ts';
import type { AssessmentSummary } from '../store/assessment-rows.ts';
import { type LaneMark, type LaneRun, laneChart } from './plots/lane-chart.ts';

/** A label that an assessment gave otherwise than the one before it. */
export interface LabelChange {
  readonly level: Level;
  /** Null for an answer that could not be read. */
  readonly from: string | null;
  readonly to: string | null;
  readonly assessmentId: number;
  /** End of the window that the later assessment speaks of. */
  readonly windowEndUtcMs: number;
  /** Whether both speak of the same window: then another model or strategy read it otherwise, and nothing moved. */
  readonly isSameWindow: boolean;
}

/** Rows that the lists show; the rest is in the JSON. */
const mostRows = 40;

/** Assessments in order of their windows, of one window in the order they were made. */
export const inOrderOfTime = (assessments: readonly AssessmentSummary[]): AssessmentSummary[] =>
  assessments.toSorted((a, b) => a.windowEndUtcMs - b.windowEndUtcMs || a.id - b.id);

/** Every change of a label from one assessment to the next, in order of time. */
export function labelChanges(inOrder: readonly AssessmentSummary[]): LabelChange[] {
  return inOrder.flatMap((now, index) => {
    const before = inOrder[index - 1];
    if (before === undefined) return [];
    return levels
      .filter((level) => now.labels[level] !== before.labels[level])
      .map((level) => ({
        level,
        from: before.labels[level],
        to: now.labels[level],
        assessmentId: now.id,
        windowEndUtcMs: now.windowEndUtcMs,
        isSameWindow: now.windowEndUtcMs === before.windowEndUtcMs && now.windowStartUtcMs === before.windowStartUtcMs,
      }));
  });
}

/** The history of a target's assessments: a lane for each level, the changes in words, and the assessments themselves. */
export function historyView(
  targetId: string,
  assessments: readonly AssessmentSummary[],
  currentId: number | undefined,
  words: Words,
) {
  const inOrder = inOrderOfTime(assessments);
  const changes = labelChanges(inOrder);
  const href = (id: number) => address(targetAddress(targetId), { assessment: String(id) });
  const label = (level: Level, value: string | null) =>
    value === null ? words.t('targets.unreadable') : words.term(`labels.${level}`, value);
  const changeView = (change: LabelChange) => ({
    ...change,
    href: href(change.assessmentId),
    fromWords: label(change.level, change.from),
    toWords: label(change.level, change.to),
  });
  const ends = inOrder.map(({ windowEndUtcMs }) => windowEndUtcMs);
  const isSpread = ends.length > 1 && ends.at(-1)! > ends[0]!;
  const latest = [...inOrder].reverse();
  return {
    count: assessments.length,
    changeCount: changes.length,
    chart: isSpread
      ? laneChart(
          {
            id: 'history-plot',
            title: words.t('target.history.of', { target: targetId }),
            description: words.t('target.history.summary', { count: assessments.length, changes: changes.length }),
          },
          levels.map((level) => ({
            name: words.term('levels', level),
            runs: runsOf(level, inOrder, (value) => label(level, value)),
            marks: inOrder.map((one) => markOf(level, one, one.id === currentId)),
          })),
          changesAsLinks(changes.map(changeView), words),
          [ends[0]!, ends.at(-1)!],
          words.t('target.history.axis'),
        )
      : null,
    changes: changes.map(changeView).reverse().slice(0, mostRows),
    rows: latest.slice(0, mostRows).map((one) => ({
      ...one,
      href: href(one.id),
      isCurrent: one.id === currentId,
      labels: levels.map((level) => label(level, one.labels[level])).join(' · '),
    })),
    shownCount: Math.min(mostRows, assessments.length),
    isLong: assessments.length > 8,
  };
}

const markOf = (level: Level, one: AssessmentSummary, isCurrent: boolean): LaneMark => ({
  ms: one.windowEndUtcMs,
  isCurrent,
  isUnreadable: one.labels[level] === null,
});

/** Assessments in a row with the same label as one run, from the first end of a window to the last. */
function runsOf(
  level: Level,
  inOrder: readonly AssessmentSummary[],
  wordsOf: (label: string | null) => string,
): LaneRun[] {
  const runs: { label: string | null; fromMs: number; toMs: number }[] = [];
  for (const { labels, windowEndUtcMs } of inOrder) {
    const run = runs.at(-1);
    if (run && run.label === labels[level]) run.toMs = windowEndUtcMs;
    else runs.push({ label: labels[level], fromMs: windowEndUtcMs, toMs: windowEndUtcMs });
  }
  return runs.map(({ label, fromMs, toMs }) => ({ words: wordsOf(label), fromMs, toMs }));
}

function changesAsLinks(
  changes: readonly (LabelChange & { readonly href: string; readonly fromWords: string; readonly toWords: string })[],
  words: Words,
) {
  return changes.map(({ level, windowEndUtcMs, href, fromWords, toWords }) => ({
    lane: levels.indexOf(level),
    ms: windowEndUtcMs,
    href,
    words: words.t('target.history.change', { from: fromWords, to: toWords }),
  }));
}
