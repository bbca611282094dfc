import { type Evidence, elementNames, gatherEvidence, levels } from '#domain';
import { AppError } from '#errors';
import { address, targetAddress } from '../http/address.ts';
import type { Page } from '../http/respond.ts';
import { notFound } from '../http/statuses.ts';
import type { AssessmentRecord } from '../store/assessment-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { TrackRecord } from '../store/track-rows.ts';
import { elementTitles } from './element-names.ts';
import { activeJobs } from './job-page.ts';
import { definitionOf } from './label-definitions.ts';
import { maneuverRows, motionNumbers } from './motion-numbers.ts';
import { shareBar } from './plots/interval-bar.ts';
import { groundSteps } from './reasoning-steps.ts';
import { drawTargetPlots } from './target-plots.ts';

/**
 * One target: the answer with its reasoning and evidence, or why there is none yet.
 *
 * @param assessmentId  pins one of several assessments; without it the newest of the last observation is shown
 * @throws AppError `server.not_found` when there is no such target or assessment
 */
export async function targetPage(
  store: Store,
  targetId: string,
  assessmentId: number | undefined,
  now: Date,
): Promise<Page> {
  const [assessments, jobs] = await Promise.all([store.assessments.ofTarget(targetId), activeJobs(store, now)]);
  const shown = await choose(store, targetId, assessments, assessmentId);
  if (!shown)
    throw notFound(assessmentId === undefined ? `a target ${targetId}` : `assessment ${assessmentId} of ${targetId}`);
  const { record, track: trackRecord } = shown;
  const { track, logId, refusal } = trackRecord;
  const evidence = record?.assessment.evidence ?? evidenceOrNull(trackRecord);
  const isWaiting = !record && !refusal && jobs.some((job) => job.logId === logId);
  return {
    view: 'target',
    title: targetId,
    section: 'targets',
    isLive: isWaiting,
    model: {
      targetId,
      log: { href: `/logs/${logId}`, name: track.source },
      stateCount: track.states.length,
      span: { startUtcMs: track.states[0]!.epochUtcMs, endUtcMs: track.states.at(-1)!.epochUtcMs },
      answer: record ? answerView(record) : null,
      refusal,
      jobs: isWaiting ? jobs.filter((job) => job.logId === logId) : [],
      evidence: evidence && evidenceView(evidence),
      plots: drawTargetPlots(targetId, track.states, evidence?.motionFacts ?? null),
      versions: assessments.length > 1 ? versionLinks(targetId, assessments, record) : [],
    },
    json: {
      kind: 'target',
      targetId,
      log: { id: logId, name: track.source },
      assessment: record?.assessment ?? null,
      refusal,
      evidence,
      states: track.states,
      assessments: assessments.map(({ id, createdUtc, assessment }) => ({
        id,
        createdUtc,
        source: assessment.source,
        strategy: assessment.strategy,
      })),
    },
  };
}

async function choose(
  store: Store,
  targetId: string,
  assessments: readonly AssessmentRecord[],
  id: number | undefined,
): Promise<{ record: AssessmentRecord | undefined; track: TrackRecord } | undefined> {
  if (id !== undefined) {
    const record = assessments.find((candidate) => candidate.id === id);
    const track = record && (await store.tracks.find(record.trackId));
    return track && { record, track };
  }
  const track = await store.tracks.latestOf(targetId);
  return track && { record: assessments.find(({ trackId }) => trackId === track.id), track };
}

/** The evidence of a track that nothing has assessed; null when it is too little. */
function evidenceOrNull({ track }: TrackRecord): Evidence | null {
  try {
    return gatherEvidence(track);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function answerView({ id, createdUtc, jobId, assessment }: AssessmentRecord) {
  const { evidence } = assessment;
  return {
    ...assessment,
    id,
    createdUtc,
    jobId,
    href: address(targetAddress(assessment.targetId), { assessment: String(id) }),
    levels: levels.map((level) => ({
      level,
      ...assessment[level],
      definition: definitionOf(level, assessment[level].label),
      bar: shareBar(assessment[level].confidence),
      alternatives: assessment[level].alternatives.map((option) => ({ ...option, bar: shareBar(option.probability) })),
      steps: groundSteps(level, assessment[level].reasoning, evidence),
    })),
    missing: elementNames
      .filter((name) => evidence.elements[name].origin === 'missing')
      .map((name) => elementTitles[name].toLowerCase()),
  };
}

function evidenceView({ elements, motionFacts }: Evidence) {
  return {
    elements: elementNames.map((name) => ({
      ...elements[name],
      title: elementTitles[name],
      span: elements[name].window,
    })),
    numbers: motionNumbers(motionFacts),
    maneuvers: maneuverRows(motionFacts),
  };
}

function versionLinks(
  targetId: string,
  assessments: readonly AssessmentRecord[],
  current: AssessmentRecord | undefined,
) {
  return assessments.map(({ id, createdUtc, assessment }) => ({
    href: address(targetAddress(targetId), { assessment: String(id) }),
    isCurrent: id === current?.id,
    logName: assessment.source,
    windowEndUtc: assessment.windowEndUtc,
    labels: levels.map((level) => assessment[level].label ?? 'unreadable').join(' · '),
    strategy: assessment.strategy,
    adapterName: assessment.adapter?.name ?? 'no adapter',
    createdUtc,
  }));
}
