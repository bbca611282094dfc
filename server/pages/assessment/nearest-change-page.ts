import {
  type Assessment,
  type ChangeableName,
  type Evidence,
  levels,
  reportedElementNames,
  type SingleChange,
  singleChanges,
  standardize,
} from '#domain';
import { address } from '../../http/address.ts';
import type { CsvTable } from '../../http/csv.ts';
import type { Page, PageFrame } from '../../http/respond.ts';
import type { Words } from '../../http/words.ts';
import { shareBar } from '../plots/interval-bar.ts';
import { headView } from './assessment-page.ts';
import { changeableInText, changeableTitle, termInWords } from './changeable-words.ts';
import { assessmentAddress, type FoundAssessment } from './find-assessment.ts';
import { calibrationWords, type Judge, type Judged, judge, labelWords } from './judged-levels.ts';
import { wordsOnRecord } from './what-if-query.ts';

/** Every change of one element to another standard term, from what fields and reader say of the target. */
export function changesFrom({ evidence, facts }: Assessment): readonly SingleChange[] {
  return singleChanges((name) => currentTerms(evidence, facts, name));
}

/** The term of the field, and for what the observer reports the one the model read, as it may in the remarks. */
function currentTerms(evidence: Evidence, facts: Assessment['facts'], name: ChangeableName): readonly string[] {
  const element = reportedElementNames.find((one) => one === name);
  const onRecord = wordsOnRecord(evidence, name);
  if (element === undefined) return [onRecord];
  const read = facts?.[element];
  return [standardize(element, onRecord), ...(read === undefined ? [] : [read])];
}

/** The answer to one change. */
export interface ChangeAnswer {
  readonly change: SingleChange;
  readonly assessment: Assessment;
}

/** Frame of {@link nearestChangePage}, known before the answers are. */
export const nearestChangeFrame = (found: FoundAssessment, words: Words): PageFrame => ({
  title: words.t('assessment.nearest.titleOf', { target: found.record.assessment.targetId }),
  section: 'targets',
});

/** The single changes that would change the answer, by level. */
export function nearestChangePage(
  found: FoundAssessment,
  asked: { readonly answers: readonly ChangeAnswer[]; readonly seconds: number },
  by: Judge,
  words: Words,
): Page {
  const { id, assessment } = found.record;
  const rows = asked.answers.map(({ change, assessment: after }) => ({
    change,
    after: judge(after, by),
    flips: levels.filter((level) => after[level].label !== assessment[level].label),
  }));
  return {
    ...nearestChangeFrame(found, words),
    view: 'assessment-nearest-change',
    model: {
      ...headView(found),
      count: rows.length,
      flipCount: rows.filter(({ flips }) => flips.length > 0).length,
      seconds: asked.seconds,
      hasRemarks: Boolean(assessment.evidence.remarks),
      levels: levels.map((level) => ({
        level,
        label: assessment[level].label,
        rows: rows
          .filter(({ flips }) => flips.includes(level))
          .sort((a, b) => b.after.levels[level].confidence - a.after.levels[level].confidence)
          .map((row) => flipView(id, level, row, words)),
      })),
      others: rows.filter(({ flips }) => flips.length === 0).map(({ change }) => changeView(change, words)),
      calibration: calibrationWords(judge(assessment, by), words),
    },
    json: {
      kind: 'nearest changes',
      assessmentId: id,
      seconds: asked.seconds,
      rows: rows.map(({ change, after, flips }) => ({
        ...change,
        flips,
        confidence: after.confidence,
        levels: after.levels,
      })),
    },
    csv: changeTable(rows),
  };
}

const changeTable = (rows: readonly FlipRow[]): CsvTable => ({
  columns: ['element', 'term', 'flips', ...levels.flatMap((level) => [level, `${level}_confidence`]), 'confidence'],
  rows: rows.map(({ change, after, flips }) => [
    change.name,
    change.term,
    flips.join(' '),
    ...levels.flatMap((level) => [after.levels[level].label, after.levels[level].confidence]),
    after.confidence,
  ]),
});

interface FlipRow {
  readonly change: SingleChange;
  readonly after: Judged;
  readonly flips: readonly (typeof levels)[number][];
}

function flipView(id: number, level: (typeof levels)[number], { change, after, flips }: FlipRow, words: Words) {
  const { label, confidence, isSufficient } = after.levels[level];
  return {
    sentence: words.t(label === null ? 'assessment.nearest.unreadable' : 'assessment.nearest.sentence', {
      element: changeableInText(change.name, words),
      term: termInWords(change.name, change.term, words),
      level: words.term('levels', level),
      label: labelWords(level, label, words),
    }),
    also: words.list(flips.filter((one) => one !== level).map((one) => words.term('levels', one))),
    confidence,
    isSufficient,
    bar: shareBar(confidence),
    href: address(assessmentAddress(id, 'what-if'), { [change.name]: change.term }),
  };
}

const changeView = ({ name, term }: SingleChange, words: Words) => ({
  title: changeableTitle(name, words),
  term: termInWords(name, term, words),
});
