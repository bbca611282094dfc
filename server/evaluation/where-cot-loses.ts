import type { EvaluationReport } from '../pages/evaluation-schema.ts';
import { differenceOf, levelOrder, rowOf, setOrder, tunedWith } from './find-in-report.ts';
import { countWords, exactly, fixedWords, percentWords, pointsWords } from './number-words.ts';

/**
 * Everything in which tuned chain of thought does worse than the other tuned contestants, a sentence each: exact match on a
 * set or under a perturbation, a level, tokens and time. Empty without chain of thought or without others.
 */
export function whereCotLoses(report: EvaluationReport): readonly string[] {
  const cot = tunedWith(report, 'cot')?.key;
  if (cot === undefined) return [];
  const others = report.contestants.filter(({ kind, strategy }) => kind === 'tuned' && strategy !== 'cot');
  return others.flatMap(({ key }) => [
    ...onSets(report, cot, key),
    ...underPerturbations(report, cot, key),
    ...onLevels(report, cot, key),
    ...inCost(report, cot, key),
  ]);
}

function onSets(report: EvaluationReport, cot: string, other: string): readonly string[] {
  return setOrder.flatMap((set) => {
    const found = differenceOf(report, cot, other, set);
    if (found === undefined || found.difference.points >= 0) return [];
    const isSure = found.difference.high < 0 ? '' : ', an interval that holds zero';
    return [
      `On ${set} it is behind ${other} by ${pointsWords(found.difference)} points of ${countWords(found.n)} records${isSure}.`,
    ];
  });
}

function underPerturbations(report: EvaluationReport, cot: string, other: string): readonly string[] {
  const lossesOf = (key: string) =>
    (report.robustness.find(({ contestant }) => contestant === key)?.losses ?? []).filter(
      ({ element }) => element === null,
    );
  const behind = lossesOf(cot).flatMap(({ perturbation, exactMatch }) => {
    const theirs = lossesOf(other).find((loss) => loss.perturbation === perturbation)?.exactMatch;
    if (theirs === undefined || exactly(theirs) <= exactly(exactMatch)) return [];
    return [
      `${perturbation} (${percentWords(exactly(exactMatch))} against ${percentWords(exactly(theirs))} of ${countWords(exactMatch.n)})`,
    ];
  });
  return behind.length === 0 ? [] : [`It has fewer records right than ${other} under ${behind.join(', ')}.`];
}

function onLevels(report: EvaluationReport, cot: string, other: string): readonly string[] {
  const behind = setOrder.flatMap((set) => {
    const [own, theirs] = [rowOf(report, cot, set), rowOf(report, other, set)];
    if (own === undefined || theirs === undefined) return [];
    return levelOrder
      .filter((level) => exactly(own[level]) < exactly(theirs[level]))
      .map(
        (level) =>
          `${level} on ${set} (${percentWords(exactly(own[level]))} against ${percentWords(exactly(theirs[level]))})`,
      );
  });
  return behind.length === 0 ? [] : [`Level by level it is behind ${other} in ${behind.join(', ')}.`];
}

function inCost(report: EvaluationReport, cot: string, other: string): readonly string[] {
  const [own, theirs] = [rowOf(report, cot, 'nominal'), rowOf(report, other, 'nominal')];
  if (own === undefined || theirs === undefined || own.answerTokens <= theirs.answerTokens) return [];
  const slower = theirs.secondsPerRecord > 0 && own.secondsPerRecord > theirs.secondsPerRecord;
  const time = slower
    ? ` and ${fixedWords(own.secondsPerRecord / theirs.secondsPerRecord, 1)} times the time a record`
    : '';
  return [
    `An answer takes ${fixedWords(own.answerTokens, 1)} tokens where ${other} takes ${fixedWords(theirs.answerTokens, 1)}${time} (nominal).`,
  ];
}
