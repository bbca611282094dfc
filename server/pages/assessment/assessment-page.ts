import { createHash } from 'node:crypto';
import { type Assessment, labelsOf, levels } from '#domain';
import { targetAddress } from '../../http/address.ts';
import type { CsvTable } from '../../http/csv.ts';
import type { Page } from '../../http/respond.ts';
import type { Words } from '../../http/words.ts';
import type { RerunRecord } from '../../store/rerun-table.ts';
import type { ReviewRecord } from '../../store/review-rows.ts';
import { assessmentAddress, type FoundAssessment } from './find-assessment.ts';
import { calibrationWords, type Judge, type Judged, judge, labelWords, levelViews } from './judged-levels.ts';

/** What happened to an assessment since it was made. */
export interface AssessmentHistory {
  readonly reviews: readonly ReviewRecord[];
  readonly reruns: readonly RerunRecord[];
}

/** One assessment: what was asked, of what, what came of it, and what analysts say of it. */
export function assessmentPage(found: FoundAssessment, history: AssessmentHistory, by: Judge, words: Words): Page {
  const { record } = found;
  const { assessment } = record;
  const { reviews, reruns } = history;
  const judged = judge(assessment, by);
  return {
    view: 'assessment',
    title: words.t('assessment.titleOf', { id: record.id, target: assessment.targetId }),
    section: 'targets',
    model: {
      ...headView(found),
      levels: levelViews(judged, words),
      confidence: judged.confidence,
      isCalibrated: judged.calibration.kind === 'calibrated',
      calibration: calibrationWords(judged, words),
      links: linksOf(record.id),
      physics: assessment.physics,
      slips: assessment.slips,
      prompt: assessment.prompt,
      output: assessment.output,
      tokens: { prompt: assessment.promptTokens, output: assessment.outputTokens },
      pinned: pinnedView(found),
      reviews: reviewViews(reviews, assessment, words),
      labelChoices: labelChoices(assessment, reviews[0], words),
      canConfirm: levels.every((level) => assessment[level].label !== null),
      answerLabels: levels.map((level) => ({ level, label: assessment[level].label })),
      reruns,
    },
    json: { kind: 'pinned assessment', ...pinnedTwin(found), ...judged, reviews, reruns, assessment },
    csv: distributionTable(record.id, judged),
  };
}

/** What an assessment was made of, for the JSON twin. */
function pinnedTwin({ record, trackRecord, log }: FoundAssessment) {
  const { id, createdUtc, jobId, assessment, making } = record;
  return {
    id,
    createdUtc,
    jobId,
    log: { id: log.id, name: log.name, sha256: log.sha256, files: log.files },
    states: trackRecord.track.states.length,
    decoding: making.decoding,
    seconds: making.seconds,
    promptSha256: sha256(assessment.prompt),
    outputSha256: sha256(assessment.output),
  };
}

const distributionTable = (id: number, { levels: judged }: Judged): CsvTable => ({
  columns: ['assessment', 'level', 'label', 'probability', 'calibrated_probability', 'is_answer'],
  rows: levels.flatMap((level) =>
    judged[level].distribution.map(({ label, probability, calibrated }) => [
      id,
      level,
      label,
      probability,
      calibrated,
      label === judged[level].label,
    ]),
  ),
});

/** What every page of an assessment has at its head. */
export function headView({ record, trackRecord }: FoundAssessment) {
  const { assessment, id, createdUtc, jobId } = record;
  return {
    id,
    href: assessmentAddress(id),
    targetId: assessment.targetId,
    targetName: trackRecord.track.context?.targetName ?? null,
    targetHref: `${targetAddress(assessment.targetId)}?assessment=${id}`,
    createdUtc,
    jobId,
    jobHref: `/jobs/${jobId}`,
    strategy: assessment.strategy,
    span: assessment.evidence.window,
  };
}

const linksOf = (id: number) => ({
  whatIf: assessmentAddress(id, 'what-if'),
  nearest: assessmentAddress(id, 'nearest-change'),
  compare: assessmentAddress(id, 'compare'),
  report: assessmentAddress(id, 'report'),
  notice: assessmentAddress(id, 'notice.txt'),
  rerun: assessmentAddress(id, 'rerun'),
  review: assessmentAddress(id, 'review'),
});

/** Everything that would make the answer another one if it were another. */
export function pinnedView({ record, trackRecord, log }: FoundAssessment) {
  const { assessment, making } = record;
  return {
    log: { href: `/logs/${log.id}`, name: log.name, sha256: log.sha256 },
    files: log.files.map(({ number, name, sha256 }) => ({
      href: `/logs/${log.id}/files/${number}`,
      name,
      sha256,
    })),
    stateCount: trackRecord.track.states.length,
    model: assessment.model,
    adapter: assessment.adapter,
    decoding: making.decoding,
    seconds: making.seconds,
    promptSha256: sha256(assessment.prompt),
    outputSha256: sha256(assessment.output),
  };
}

function reviewViews(reviews: readonly ReviewRecord[], assessment: Assessment, words: Words) {
  return reviews.map(({ verdict, labels, note, author, createdUtc }, i) => ({
    verdict,
    note,
    author,
    createdUtc,
    isLast: i === 0,
    changes: levels
      .filter((level) => labels[level] !== assessment[level].label)
      .map((level) => ({
        level,
        from: labelWords(level, assessment[level].label, words),
        label: labels[level],
      })),
  }));
}

/** Choices of the form of a correction; what the last analyst said is chosen, else the answer. */
function labelChoices(assessment: Assessment, last: ReviewRecord | undefined, words: Words) {
  return levels.map((level) => {
    const chosen = last?.labels[level] ?? assessment[level].label;
    const choices = labelsOf[level].map((value: string) => ({
      value,
      title: words.term(`labels.${level}`, value),
      isChosen: value === chosen,
    }));
    return { level, isOpen: chosen === null, choices };
  });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
