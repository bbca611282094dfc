import type { Level, ReportedElementName } from '#domain';
import { labelsOf, levels, reportedElementNames } from '#domain';
import { factNames } from './answer.ts';
import { nearestLabel } from './nearest-label.ts';

/** Candidate labels of each level. */
export type LabelSets = Readonly<Record<Level, readonly string[]>>;

/** What could be read from a model's answer. */
export interface ParsedAnswer<S extends LabelSets = typeof labelsOf> {
  /** Null when the line is missing or its label is none of the candidates. */
  readonly motion: S['motion'][number] | null;
  readonly operation: S['operation'][number] | null;
  readonly task: S['task'][number] | null;
  /** Standard terms the answer restates; null for an answer without a line of facts. */
  readonly facts: Readonly<Partial<Record<ReportedElementName, string>>> | null;
  /** The line of each level as the model wrote it, empty when missing. */
  readonly lines: Readonly<Record<Level, string>>;
  /** Everything that departs from the answer grammar, in words; empty for a perfect answer. */
  readonly slips: readonly string[];
}

/**
 * Reads an answer, plain or reasoned, in the labels of the real convention. Never throws: small slips are
 * forgiven and reported, what cannot be read is null and reported.
 */
export function parseAnswer(text: string): ParsedAnswer {
  return parseAnswerIn(labelsOf, text);
}

/** Reads an answer in the given labels; see {@link parseAnswer}. */
export function parseAnswerIn<S extends LabelSets>(labels: S, text: string): ParsedAnswer<S> {
  const slips: string[] = [];
  const lines = findLines(text, slips);
  const read = <T extends string>(level: Level, candidates: readonly T[]) =>
    lines[level] === '' ? null : readLabel(level, lines[level], candidates, slips);
  const motion = read('motion', labels.motion);
  const operation = read('operation', labels.operation);
  const task = read('task', labels.task);
  return { motion, operation, task, facts: readFacts(text), lines, slips };
}

/** `facts: own satellite; size small; …`; what is not in that form is left out. */
function readFacts(text: string): ParsedAnswer['facts'] {
  const line = text.split(/\r?\n/).find((candidate) => isFacts(candidate));
  if (line === undefined) return null;
  const told = line
    .replace(/^\W*facts\W*/i, '')
    .replace(/[\s.]+$/, '')
    .split(/\s*;\s*/);
  const read = reportedElementNames.flatMap((element) => {
    const own = told.find((words) => words.startsWith(`${factNames[element]} `));
    return own === undefined ? [] : [[element, own.slice(factNames[element].length + 1)]];
  });
  return Object.fromEntries(read) as ParsedAnswer['facts'];
}

const isFacts = (line: string): boolean => /^\W*facts\b/i.test(line);

function findLines(text: string, slips: string[]): Record<Level, string> {
  const lines: Record<Level, string> = { motion: '', operation: '', task: '' };
  let last = -1;
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    if (isFacts(line)) {
      if (i > 0) slips.push(`Line ${i + 1} restates facts; expected them first.`);
      continue;
    }
    const level = levels.find((name) => new RegExp(`^\\W*${name}\\b`, 'i').test(line));
    if (level === undefined) {
      slips.push(`Line ${i + 1} belongs to no level: "${shorten(line)}".`);
    } else if (lines[level] !== '') {
      slips.push(`Line ${i + 1} is a second ${level} line; the first counts.`);
    } else {
      lines[level] = line;
      if (levels.indexOf(level) < last) slips.push(`The ${level} line comes late; expected ${levels.join(', ')}.`);
      last = levels.indexOf(level);
    }
  }
  for (const level of levels) if (lines[level] === '') slips.push(`The ${level} line is missing.`);
  return lines;
}

/** `motion: step; step; so LABEL.` or `motion: LABEL.` */
function readLabel<T extends string>(level: Level, line: string, candidates: readonly T[], slips: string[]): T | null {
  const slip = (what: string) => void slips.push(`The ${level} line ${what}.`);
  if (!line.startsWith(`${level}: `)) slip(`should start with "${level}: ", got "${shorten(line)}"`);
  if (!line.trimEnd().endsWith('.')) slip('has no full stop at its end');
  if (/\s{2}|\s[;,.]|^\s|\s$/.test(line)) slip('has spaces too many');

  const steps = line
    .replace(/^\W*\w+\W*/, '')
    .replace(/[\s.]+$/, '')
    .split(/\s*;\s*/);
  const conclusion = steps.at(-1) ?? '';
  const word = conclusion.replace(/^so\s+/i, '');
  const isReasoned = steps.length > 1;
  if (isReasoned && !conclusion.startsWith('so ')) slip(`ends in "${shorten(conclusion)}", expected "so" and a label`);
  if (!isReasoned && conclusion !== word) slip('says "so" without a step before it');

  const label = nearestLabel(word, candidates);
  if (label === null) slip(`names no ${level} label: "${shorten(word)}"`);
  else if (label !== word) slip(`says "${shorten(word)}", read as ${label}`);
  return label;
}

/** Model output may be endless; a slip quotes its beginning. */
function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
