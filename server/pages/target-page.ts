import {
  type Assessment,
  type ElementName,
  type Evidence,
  elementNames,
  explainEvidence,
  type Level,
  levels,
  reportedElementNames,
  standardFactsOf,
  type Track,
  unknown,
} from '#domain';
import { address, targetAddress } from '../http/address.ts';
import type { Page } from '../http/respond.ts';
import type { Words } from '../http/words.ts';
import type { AssessmentRecord } from '../store/assessment-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { FoundTarget } from './find-target.ts';
import { activeJobs } from './job-page.ts';
import { definitionInWords } from './label-definitions.ts';
import { lightView } from './light-view.ts';
import { approachTable, maneuverRows, stayTable } from './motion-events.ts';
import { motionNumbers, motionWords } from './motion-numbers.ts';
import { shareBar } from './plots/interval-bar.ts';
import { groundSteps } from './reasoning-steps.ts';
import { relativeOrbitView } from './relative-orbit-view.ts';
import { drawTargetPlots } from './target-plots.ts';
import { stateTable } from './target-tables.ts';
import { originFacts } from './track-origin.ts';

/** One target: the answer with its reasoning and evidence, or why there is none yet. */
export async function targetPage(store: Store, target: FoundTarget, now: Date, words: Words): Promise<Page> {
  const { targetId, trackRecord, record, assessments, evidence } = target;
  const { track, logId, refusal } = trackRecord;
  const jobs = await activeJobs(store, now, words);
  const isWaiting = !record && !refusal && jobs.some((job) => job.logId === logId);
  return {
    view: 'target',
    title: nameOf(track),
    section: 'targets',
    isLive: isWaiting,
    model: {
      targetId,
      name: nameOf(track),
      origin: originFacts(track, evidence, words),
      log: { href: `/logs/${logId}`, name: trackRecord.logName },
      stateCount: track.states.length,
      span: { startUtcMs: track.states[0]!.epochUtcMs, endUtcMs: track.states.at(-1)!.epochUtcMs },
      answer: record ? answerView(record, words) : null,
      refusal,
      jobs: isWaiting ? jobs.filter((job) => job.logId === logId) : [],
      evidence: evidence && evidenceView(evidence, words),
      approachesHref: address(`${targetAddress(targetId)}/approaches.csv`, {
        assessment: record && String(record.id),
      }),
      plots: drawTargetPlots(targetId, track.states, evidence, words),
      versions: assessments.length > 1 ? versionLinks(targetId, assessments, record, words) : [],
    },
    json: {
      kind: 'target',
      targetId,
      targetName: track.context?.targetName ?? null,
      log: { id: logId, name: trackRecord.logName },
      assessment: record?.assessment ?? null,
      refusal,
      evidence,
      inWords: evidence === null ? [] : explainEvidence(evidence),
      notice: record === undefined ? null : noticeAddress(record),
      states: track.states,
      assessments: assessments.map(({ id, createdUtc, assessment }) => ({
        id,
        createdUtc,
        source: assessment.source,
        strategy: assessment.strategy,
      })),
    },
    csv: stateTable(track),
  };
}

/** Name of a target as its source gives it, or its identifier. */
const nameOf = ({ targetId, context }: Track): string => context?.targetName ?? targetId;

const noticeAddress = ({ id, assessment }: AssessmentRecord): string =>
  address(`${targetAddress(assessment.targetId)}/notice.txt`, { assessment: String(id) });

function answerView(record: AssessmentRecord, words: Words) {
  const { id, createdUtc, jobId, assessment } = record;
  const { evidence } = assessment;
  return {
    ...assessment,
    id,
    createdUtc,
    jobId,
    jobHref: `/jobs/${jobId}`,
    href: address(targetAddress(assessment.targetId), { assessment: String(id) }),
    noticeHref: noticeAddress(record),
    levels: levels.map((level) => ({
      level,
      ...assessment[level],
      definition: definitionInWords(level, assessment[level].label, words)?.definition ?? null,
      bar: shareBar(assessment[level].confidence),
      alternatives: assessment[level].alternatives.map((option) => ({
        ...option,
        title: words.term(`labels.${level}`, option.label),
        bar: shareBar(option.probability),
      })),
      steps: groundSteps(level, assessment[level].reasoning, evidence, words),
    })),
    facts: factRows(assessment, words),
    missing: words.list(
      elementNames
        .filter((name) => evidence.elements[name].origin === 'missing' && !isRead(name, assessment))
        .map((name) => words.t(`missing.${name}`)),
    ),
  };
}

/** Whether the model found an element elsewhere, as in the remarks. */
const isRead = (name: ElementName, { facts }: Assessment): boolean => (facts?.[name] ?? unknown) !== unknown;

/** What the model read, and where the lexicon reads the report otherwise, by words alone. */
function factRows({ facts, evidence }: Assessment, words: Words) {
  const read = standardFactsOf(evidence);
  return reportedElementNames.flatMap((name) => {
    const term = facts?.[name];
    if (term === undefined) return [];
    const byLexicon = read[name] === term ? null : read[name];
    return [{ name, title: words.t(`elements.${name}`), fact: term, byLexicon }];
  });
}

function evidenceView(evidence: Evidence, words: Words) {
  const { elements, motionFacts, context, window } = evidence;
  const pattern = motionFacts.trust.pattern;
  return {
    inWords: explainEvidence(evidence),
    elements: elementNames.map((name) => ({ ...elements[name], title: words.t(`elements.${name}`) })),
    remarks: evidence.remarks ?? null,
    span: window,
    unresolved: pattern.grade === 'not resolvable' ? pattern.reason : null,
    motion: motionWords(evidence, words),
    numbers: motionNumbers(motionFacts, words),
    approaches: approachTable(motionFacts, words),
    maneuvers: maneuverRows(motionFacts),
    stays: stayTable(motionFacts),
    orbit: relativeOrbitView(context, words),
    light: lightView(context, words),
  };
}

function versionLinks(
  targetId: string,
  assessments: readonly AssessmentRecord[],
  current: AssessmentRecord | undefined,
  words: Words,
) {
  return assessments.map(({ id, createdUtc, assessment }) => ({
    href: address(targetAddress(targetId), { assessment: String(id) }),
    isCurrent: id === current?.id,
    logName: assessment.source,
    windowEndUtc: assessment.windowEndUtc,
    labels: levels.map((level) => labelWords(level, assessment[level].label, words)).join(' · '),
    strategy: assessment.strategy,
    adapterName: assessment.adapter?.name ?? null,
    createdUtc,
  }));
}

const labelWords = (level: Level, label: string | null, words: Words): string =>
  label === null ? words.t('targets.unreadable') : words.term(`labels.${level}`, label);
