import {
  type Assessment,
  type ChangeableName,
  changeableNames,
  type EvidenceChanges,
  levels,
  motionWordNames,
  reportedElementNames,
  standardize,
  termsOf,
  unknown,
} from '#domain';
import type { Page, PageFrame } from '../../http/respond.ts';
import type { Words } from '../../http/words.ts';
import { headView } from './assessment-page.ts';
import { changeableTitle, termInWords } from './changeable-words.ts';
import type { FoundAssessment } from './find-assessment.ts';
import { calibrationWords, type Judge, judge, levelViews } from './judged-levels.ts';
import { wordsOnRecord } from './what-if-query.ts';

/** What the model says of the supposed case. */
export interface SupposedAnswer {
  readonly assessment: Assessment;
  readonly seconds: number;
}

/** Frame of {@link whatIfPage}, known before the answer is. */
export const whatIfFrame = (found: FoundAssessment, words: Words): PageFrame => ({
  title: words.t('assessment.whatIf.titleOf', { target: found.record.assessment.targetId }),
  section: 'targets',
});

/**
 * What the answer would be if something were otherwise: a form with what is on record, and the answers before and after.
 *
 * @param supposed  null while nothing is supposed
 */
export function whatIfPage(
  found: FoundAssessment,
  changes: EvidenceChanges,
  supposed: SupposedAnswer | null,
  by: Judge,
  words: Words,
): Page {
  const { record } = found;
  const before = record.assessment;
  return {
    ...whatIfFrame(found, words),
    view: 'assessment-what-if',
    model: {
      ...headView(found),
      fields: reportedElementNames.map((name) => fieldView(name, before, changes, words)),
      motionFields: motionWordNames.map((name) => fieldView(name, before, changes, words)),
      remarks: changes.remarks ?? before.evidence.remarks ?? '',
      changes: changeViews(before, changes, words),
      result: supposed && resultView(before, supposed, by, words),
    },
    json: {
      kind: 'what-if',
      assessmentId: record.id,
      changes,
      seconds: supposed?.seconds ?? null,
      before: answerSummary(before, by),
      after: supposed && answerSummary(supposed.assessment, by),
    },
  };
}

function fieldView(name: ChangeableName, { evidence }: Assessment, changes: EvidenceChanges, words: Words) {
  const onRecord = wordsOnRecord(evidence, name);
  const terms = termsOf(name);
  const chosen = changes[name] ?? onRecord;
  const own = terms.includes(onRecord)
    ? []
    : [{ value: onRecord, title: `“${onRecord}”`, isChosen: chosen === onRecord }];
  return {
    name,
    title: changeableTitle(name, words),
    isChanged: changes[name] !== undefined,
    onRecord: termInWords(name, onRecord, words),
    ownWords: own,
    choices: terms.map((value) => ({ value, title: termInWords(name, value, words), isChosen: chosen === value })),
  };
}

/** What is supposed, beside what is on record. */
function changeViews({ evidence }: Assessment, changes: EvidenceChanges, words: Words) {
  const terms = changeableNames.flatMap((name) => {
    const term = changes[name];
    if (term === undefined) return [];
    const from = wordsOnRecord(evidence, name);
    const isStandard = termsOf(name).includes(from);
    return [
      {
        title: changeableTitle(name, words),
        from: termInWords(name, from, words),
        isOwnWords: !isStandard,
        to: termInWords(name, term, words),
        isSameTerm: isSameTerm(name, from, term),
      },
    ];
  });
  const { remarks } = changes;
  if (remarks === undefined) return terms;
  const from = evidence.remarks ?? '';
  return [
    ...terms,
    { title: words.t('assessment.whatIf.remarks'), from, isOwnWords: true, to: remarks, isSameTerm: false },
  ];
}

/** Whether the lexicon reads the words on record as the very term that is supposed. */
function isSameTerm(name: ChangeableName, onRecord: string, term: string): boolean {
  const element = reportedElementNames.find((one) => one === name);
  return element !== undefined && term !== unknown && standardize(element, onRecord) === term;
}

function resultView(before: Assessment, { assessment: after, seconds }: SupposedAnswer, by: Judge, words: Words) {
  const [judgedBefore, judgedAfter] = [judge(before, by), judge(after, by)];
  const [viewsBefore, viewsAfter] = [levelViews(judgedBefore, words), levelViews(judgedAfter, words)];
  return {
    seconds,
    isOtherModel: !isSameMaker(before, after),
    changedCount: levels.filter((level) => before[level].label !== after[level].label).length,
    levels: levels.map((level, i) => ({
      level,
      before: viewsBefore[i]!,
      after: viewsAfter[i]!,
      isChanged: before[level].label !== after[level].label,
      linesBefore: before[level].reasoning,
      linesAfter: after[level].reasoning,
    })),
    confidence: { before: judgedBefore.confidence, after: judgedAfter.confidence },
    calibration: calibrationWords(judgedAfter, words),
    outputs: { before: before.output, after: after.output },
    prompt: after.prompt,
  };
}

const isSameMaker = (a: Assessment, b: Assessment): boolean =>
  a.model.sha256 === b.model.sha256 && a.adapter?.sha256 === b.adapter?.sha256;

function answerSummary(assessment: Assessment, by: Judge) {
  const { strategy, model, adapter, facts, prompt, output, promptTokens, outputTokens, physics } = assessment;
  return {
    strategy,
    model,
    adapter,
    facts,
    ...judge(assessment, by),
    prompt,
    output,
    promptTokens,
    outputTokens,
    physics,
  };
}
