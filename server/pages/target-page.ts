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
import { windowWords } from '../http/view-formats.ts';
import { english, type Words } from '../http/words.ts';
import type { AssessmentRecord } from '../store/assessment-rows.ts';
import type { Store } from '../store/open-store.ts';
import { type Judge, type Judged, judge } from './assessment/judged-levels.ts';
import { historyView, inOrderOfTime, labelChanges } from './assessment-history.ts';
import { type ChosenStep, chooseStep } from './chosen-step.ts';
import type { FoundTarget } from './find-target.ts';
import { activeJobs } from './job-page.ts';
import { definitionInWords } from './label-definitions.ts';
import { lightView } from './light-view.ts';
import { approachTable, maneuverRows, stayTable } from './motion-events.ts';
import { motionNumbers, motionWords } from './motion-numbers.ts';
import { shareBar } from './plots/interval-bar.ts';
import { type GroundedStep, groundSteps } from './reasoning-steps.ts';
import { relativeOrbitView } from './relative-orbit-view.ts';
import { drawTargetPlots } from './target-plots.ts';
import { stateTable } from './target-tables.ts';
import { originFacts } from './track-origin.ts';
import { weighEvidence } from './weigh-evidence.ts';

/**
 * One target: the answer with its reasoning and evidence, or why there is none yet.
 *
 * @param judging  by what confidences are shown calibrated
 * @param wantedStep  step of the reasoning to show on the plots, as `operation-2`; one that is none chooses nothing
 */
export async function targetPage(
  store: Store,
  target: FoundTarget,
  judging: Judge,
  wantedStep: string | undefined,
  now: Date,
  words: Words,
): Promise<Page> {
  const { targetId, trackRecord, record, assessments, evidence } = target;
  const { track, logId, refusal } = trackRecord;
  const jobs = await activeJobs(store, now, words);
  const isWaiting = !record && !refusal && jobs.some((job) => job.logId === logId);
  const pinned = record && assessments[0]?.id !== record.id ? String(record.id) : undefined;
  const here = (step: string | undefined) => address(targetAddress(targetId), { assessment: pinned, step });
  const reasoning = record ? reasoningOf(record.assessment, words) : null;
  const judged = record ? judge(record.assessment, judging) : null;
  const chosen = reasoning && chooseStep(reasoning, wantedStep);
  const orbit = evidence && relativeOrbitView(track.states, evidence, words);
  const weighing = record ? weighEvidence(record.assessment, words) : [];
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
      answer: record && reasoning && judged ? answerView(record, judged, reasoning, chosen, here, words) : null,
      weighing,
      chosen: chosen && { ...chosen, letGoHref: `${here(undefined)}#plots`, about: timeWords(chosen, words) },
      refusal,
      jobs: isWaiting ? jobs.filter((job) => job.logId === logId) : [],
      evidence: evidence && evidenceView(evidence, words),
      orbit,
      approachesHref: exportAddress(targetId, 'approaches', record),
      seriesHref: exportAddress(targetId, 'series', record),
      plots: drawTargetPlots(targetId, track.states, evidence, chosen?.windows ?? [], words),
      history: assessments.length > 1 ? historyView(targetId, assessments, record?.id, words) : null,
    },
    json: {
      kind: 'target',
      targetId,
      targetName: track.context?.targetName ?? null,
      log: { id: logId, name: trackRecord.logName },
      assessment: record?.assessment ?? null,
      judged,
      refusal,
      evidence,
      inWords: evidence === null ? [] : explainEvidence(evidence),
      reasoning: reasoning && Object.fromEntries(levels.map((level) => [level, reasoning[level].map(stepTwin)])),
      chosenStep: chosen,
      weighing: record ? weighEvidence(record.assessment, english) : [],
      relativeOrbit:
        orbit && (orbit.kind === 'missing' ? { kind: orbit.kind, reason: orbit.reason } : orbitTwin(orbit)),
      notice: record === undefined ? null : noticeAddress(record),
      states: track.states,
      assessments,
      labelChanges: labelChanges(inOrderOfTime(assessments)),
    },
    csv: stateTable(track),
  };
}

/** At which temperature confidences are shown, in a sentence. */
const shownAt = ({ calibration }: Judged, words: Words): string =>
  calibration.kind === 'calibrated'
    ? words.t('target.calibrated', {
        temperature: calibration.temperature.toFixed(3),
        contestant: calibration.contestant,
      })
    : words.t('target.uncalibrated');

type Reasoning = Readonly<Record<Level, readonly GroundedStep[]>>;

/** The reasoning of each level in steps, tied to what they hang on. */
const reasoningOf = (assessment: Assessment, words: Words): Reasoning => {
  const steps = (level: Level) => groundSteps(level, assessment[level].reasoning, assessment.evidence, words);
  return { motion: steps('motion'), operation: steps('operation'), task: steps('task') };
};

const stepTwin = ({ id, text, ground, time }: GroundedStep) => ({
  id,
  text,
  ground: ground.kind,
  element: ground.kind === 'element' ? ground.element.name : null,
  time,
});

const orbitTwin = ({ kind, epochUtcMs, geometry, verdict }: Exclude<OrbitView, { kind: 'missing' }>) => ({
  kind,
  epochUtcMs,
  geometry,
  verdict,
});
type OrbitView = ReturnType<typeof relativeOrbitView>;

/** When a chosen step was so, in words. */
const timeWords = ({ of, windows }: ChosenStep, words: Words): string =>
  words.t(`target.step.${of}`, {
    window: windowWords({ startUtcMs: windows[0]!.startUtcMs, endUtcMs: windows.at(-1)!.endUtcMs }),
    count: windows.length,
  });

/** Name of a target as its source gives it, or its identifier. */
const nameOf = ({ targetId, context }: Track): string => context?.targetName ?? targetId;

const noticeAddress = ({ id, assessment }: AssessmentRecord): string =>
  address(`${targetAddress(assessment.targetId)}/notice.txt`, { assessment: String(id) });

const exportAddress = (targetId: string, name: 'approaches' | 'series', record: AssessmentRecord | undefined): string =>
  address(`${targetAddress(targetId)}/${name}.csv`, { assessment: record && String(record.id) });

function answerView(
  record: AssessmentRecord,
  judged: Judged,
  reasoning: Reasoning,
  chosen: ChosenStep | null,
  here: (step: string | undefined) => string,
  words: Words,
) {
  const { id, createdUtc, jobId, assessment } = record;
  const { evidence } = assessment;
  return {
    ...assessment,
    confidence: judged.confidence,
    calibration: shownAt(judged, words),
    id,
    createdUtc,
    jobId,
    jobHref: `/jobs/${jobId}`,
    href: address(targetAddress(assessment.targetId), { assessment: String(id) }),
    noticeHref: noticeAddress(record),
    levels: levels.map((level) => ({
      level,
      ...assessment[level],
      confidence: judged.levels[level].confidence,
      definition: definitionInWords(level, assessment[level].label, words)?.definition ?? null,
      bar: shareBar(judged.levels[level].confidence),
      alternatives: judged.levels[level].distribution.map(({ label, probability, calibrated }) => ({
        label,
        probability: calibrated ?? probability,
        title: words.term(`labels.${level}`, label),
        bar: shareBar(calibrated ?? probability),
      })),
      steps: reasoning[level].map((step) => {
        const isChosen = chosen?.id === step.id;
        const about = step.time && timeWords({ id: step.id, text: step.text, ...step.time }, words);
        return { ...step, isChosen, about, href: `${here(isChosen ? undefined : step.id)}#plots` };
      }),
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
    light: lightView(context, words),
  };
}
