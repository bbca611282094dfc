import { type Assessment, type Level, levels } from '#domain';
import type { Page, PageFrame } from '../../http/respond.ts';
import type { Words } from '../../http/words.ts';
import { shareBar } from '../plots/interval-bar.ts';
import { headView } from './assessment-page.ts';
import type { FoundAssessment } from './find-assessment.ts';
import { calibrationWords, type Judge, type Judged, judge, levelViews } from './judged-levels.ts';

/** The answer to one strategy. */
export interface StrategyAnswer {
  readonly assessment: Assessment;
  readonly seconds: number;
}

/** Frame of {@link comparePage}, known before the answers are. */
export const compareFrame = (found: FoundAssessment, words: Words): PageFrame => ({
  title: words.t('assessment.compare.titleOf', { target: found.record.assessment.targetId }),
  section: 'targets',
});

/** The same evidence put to the model by each strategy, side by side. */
export function comparePage(found: FoundAssessment, answers: readonly StrategyAnswer[], by: Judge, words: Words): Page {
  const judged = answers.map(({ assessment, seconds }) => ({ assessment, seconds, ...judge(assessment, by) }));
  const agreements = levels.map((level) => agreementOn(level, judged));
  return {
    ...compareFrame(found, words),
    view: 'assessment-compare',
    model: {
      ...headView(found),
      columns: judged.map((one) => columnView(one, found, words)),
      rows: levels.map((level, i) => ({
        level,
        agreement: agreements[i]!.agreement,
        cells: judged.map((one) => levelViews(one, words)[i]!),
      })),
    },
    json: {
      kind: 'comparison of strategies',
      assessmentId: found.record.id,
      agreement: Object.fromEntries(agreements.map(({ level, agreement }) => [level, agreement])),
      rows: judged.map(({ assessment, ...rest }) => ({ ...summaryOf(assessment), ...rest })),
    },
    csv: {
      columns: [
        'strategy',
        ...levels.flatMap((level) => [level, `${level}_confidence`]),
        'confidence',
        'prompt_tokens',
        'output_tokens',
        'seconds',
        'adapter',
      ],
      rows: judged.map(({ assessment, seconds, confidence, levels: of }) => [
        assessment.strategy,
        ...levels.flatMap((level) => [of[level].label, of[level].confidence]),
        confidence,
        assessment.promptTokens,
        assessment.outputTokens,
        seconds,
        assessment.adapter?.name ?? null,
      ]),
    },
  };
}

type JudgedAnswer = Judged & StrategyAnswer;

function columnView(one: JudgedAnswer, { record }: FoundAssessment, words: Words) {
  const { assessment, seconds, confidence } = one;
  const { strategy, promptTokens, outputTokens, output, adapter } = assessment;
  return {
    strategy,
    isRecorded: strategy === record.assessment.strategy,
    isAsRecorded: strategy === record.assessment.strategy && output === record.assessment.output,
    promptTokens,
    outputTokens,
    seconds,
    confidence,
    bar: shareBar(confidence),
    adapter,
    output,
    physics: assessment.physics,
    calibration: calibrationWords(one, words),
  };
}

/** Whether all answers to a level are the same, most are, or none are. */
function agreementOn(level: Level, judged: readonly Judged[]) {
  const counts = new Map<string | null, number>();
  for (const one of judged) counts.set(one.levels[level].label, (counts.get(one.levels[level].label) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const agreement = most === judged.length ? 'all' : most > 1 ? 'most' : 'none';
  return { level, agreement } as const;
}

/** An assessment without its evidence, which the record has. */
const summaryOf = ({ evidence: _, ...rest }: Assessment) => rest;
