import { levels } from '#domain';
import { targetAddress } from '../http/address.ts';
import type { Words } from '../http/words.ts';
import type { LabelChange, Some } from '../store/change-list.ts';
import type { Store } from '../store/open-store.ts';
import type { Labels } from '../store/severity-rank.ts';
import { jobTitle, stepWords } from './job-words.ts';
import { statusView } from './status-view.ts';

/** Changes of one kind that are shown; the others are counted. */
const changesShown = 6;

/** What happened since a reader last looked. */
export async function changeSection(store: Store, reader: string, words: Words) {
  const lookedUtc = await store.watch.lookedUtc(reader);
  const since = lookedUtc ?? new Date(0);
  const [targets, labels, refusals, jobs] = await Promise.all([
    store.changes.newTargets(since, changesShown),
    store.changes.labelChanges(since, changesShown),
    store.changes.refusals(since, changesShown),
    store.changes.finishedJobs(since, changesShown),
  ]);
  const json = {
    sinceUtc: lookedUtc?.toISOString() ?? null,
    newTargets: targets,
    labelChanges: labels,
    refusals,
    finishedJobs: jobs,
  };
  const view = {
    lookedUtc: lookedUtc?.toISOString() ?? null,
    isQuiet: [targets, labels, refusals, jobs].every(({ count }) => count === 0),
    labels: withRest(labels, (change) => ({
      ...changeView(change, words),
      targetId: change.targetId,
      href: `${targetAddress(change.targetId)}#reasoning-heading`,
    })),
    targets: withRest(targets, (target) => ({
      ...target,
      ...statusView(target.severity, words),
      href: targetAddress(target.targetId),
    })),
    refusals: withRest(refusals, (refusal) =>
      refusal.kind === 'log'
        ? { isLog: true, href: `/logs/${refusal.logId}`, name: refusal.logName, count: refusal.rejectedCount }
        : { isLog: false, href: targetAddress(refusal.targetId), name: refusal.targetId, message: refusal.message },
    ),
    jobs: withRest(jobs, (job) => ({
      href: `/jobs/${job.id}`,
      title: jobTitle(job, words),
      state: job.state,
      words: stepWords(job, words),
      finishedUtc: job.finishedUtc,
    })),
  };
  return { view, json };
}

function withRest<T, View>({ rows, count }: Some<T>, toView: (row: T) => View) {
  return { rows: rows.map(toView), count, rest: count - rows.length };
}

/** A change of labels as pages show it: the levels that differ, from what to what. */
export function changeView({ old, now, oldSeverity, severity, changedUtc }: LabelChange, words: Words) {
  return {
    changedUtc,
    severity: statusView(severity, words),
    oldSeverity: severity === oldSeverity ? null : statusView(oldSeverity, words),
    levels: levels
      .filter((level) => old[level] !== now[level])
      .map((level) => ({
        level: words.term('levels', level),
        from: labelIn(level, old, words),
        to: labelIn(level, now, words),
      })),
  };
}

function labelIn(level: keyof Labels, labels: Labels, words: Words): string {
  const label = labels[level];
  return label === null ? words.t('targets.unreadable') : words.term(`labels.${level}`, label);
}
