import { explainEvidence, levels, type RelativeState } from '#domain';
import type { Page } from '../../http/respond.ts';
import type { Words } from '../../http/words.ts';
import type { ReviewRecord } from '../../store/review-rows.ts';
import { groundSteps } from '../reasoning-steps.ts';
import { drawTargetPlots } from '../target-plots.ts';
import { headView, pinnedView } from './assessment-page.ts';
import type { FoundAssessment } from './find-assessment.ts';
import { calibrationWords, type Judge, judge, labelWords, levelViews } from './judged-levels.ts';

/** An assessment on paper: one or two sheets of A4 that need nothing beside them. */
export function reportPage(found: FoundAssessment, reviews: readonly ReviewRecord[], by: Judge, words: Words): Page {
  const { record, trackRecord } = found;
  const { assessment } = record;
  const { evidence } = assessment;
  const judged = judge(assessment, by);
  const [last] = reviews;
  return {
    view: 'assessment-report',
    title: words.t('assessment.report.titleOf', { target: assessment.targetId }),
    section: 'targets',
    model: {
      ...headView(found),
      summary: explainEvidence(evidence),
      levels: levelViews(judged, words),
      confidence: judged.confidence,
      calibration: calibrationWords(judged, words),
      physics: assessment.physics,
      elements: Object.values(evidence.elements).map((element) => ({
        ...element,
        title: words.term('elements', element.name),
      })),
      remarks: evidence.remarks ?? null,
      reasoning: levels.map((level) => ({
        level,
        steps: groundSteps(level, assessment[level].reasoning, evidence, words).map(({ text }) => text),
      })),
      plot: pathPlot(assessment.targetId, trackRecord.track.states, evidence, words),
      pinned: pinnedView(found),
      tokens: { prompt: assessment.promptTokens, output: assessment.outputTokens },
      review: last && {
        ...last,
        changes: levels
          .filter((level) => last.labels[level] !== assessment[level].label)
          .map((level) => ({
            level,
            label: last.labels[level],
            from: labelWords(level, assessment[level].label, words),
          })),
      },
    },
    json: {
      kind: 'report',
      id: record.id,
      ...judged,
      inWords: explainEvidence(evidence),
      review: last ?? null,
      assessment,
    },
  };
}

function pathPlot(
  targetId: string,
  states: readonly RelativeState[],
  evidence: Parameters<typeof drawTargetPlots>[2],
  words: Words,
) {
  return drawTargetPlots(targetId, states, evidence, [], words).path;
}
