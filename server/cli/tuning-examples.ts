import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createRandom, type Evidence, labelsOf, levels, type Rejection } from '#domain';
import { AppError } from '#errors';
import type { Example, Strategy } from '#prompts';
import { type LevelLabels, labeledExample } from '../tuning/labeled-example.ts';
import { readTargets } from './read-targets.ts';

/** Examples to learn from and examples held out. */
export interface LabeledExamples {
  readonly training: readonly Example[];
  readonly validation: readonly Example[];
}

/** Where the user's own labeled observations lie. */
export interface LabeledData {
  /** Relative-state log, as `noncoop classify` reads it. */
  readonly logPath: string;
  /** NDJSON, `{ target, motion, operation, task }` a line, as `noncoop simulate --truth` writes it. */
  readonly labelsPath: string;
  /** Examples to hold out, drawn by the seed. */
  readonly validationCount: number;
  readonly seed: number;
}

/**
 * Examples from the user's own log and labels.
 *
 * Under `cot` the answer is the reasoning of the rulebook, so the labels must be the ones it leads to; the plain
 * strategies learn any labels of the label sets.
 *
 * @throws AppError `server.labels_invalid` listing every label that cannot be used, `server.input_missing`
 */
export async function labeledExamples(
  data: LabeledData,
  strategy: Strategy,
  stdin: Readable,
): Promise<LabeledExamples> {
  const faults: string[] = [];
  const onRejected = ({ source, line, message }: Rejection) => {
    faults.push(`${source}:${line}: ${message}`);
  };
  const { evidences } = await readTargets([data.logPath], stdin, { onRejected });
  const labels = readLabels(await readLabelsFile(data.labelsPath), data.labelsPath, faults);
  const examples: Example[] = [];
  for (const evidence of evidences) {
    const labeled = labels.get(evidence.targetId);
    if (labeled === undefined) faults.push(`${data.labelsPath}: expected labels for ${evidence.targetId}, got none`);
    else examples.push(exampleFor(evidence, labeled, strategy, faults));
  }
  const { validationCount } = data;
  if (faults.length === 0 && examples.length <= validationCount) {
    faults.push(
      `${data.logPath}: expected more than ${validationCount} targets, as many are held out, got ${examples.length}`,
    );
  }
  if (faults.length > 0) throw invalid(faults);
  const shuffled = createRandom(data.seed).shuffle(examples);
  return { training: shuffled.slice(validationCount), validation: shuffled.slice(0, validationCount) };
}

interface PlacedLabels {
  readonly labels: LevelLabels;
  readonly place: string;
}

function readLabels(text: string, path: string, faults: string[]): ReadonlyMap<string, PlacedLabels> {
  const found = new Map<string, PlacedLabels>();
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `${path}:${i + 1}`;
    const row = parseRow(line);
    const target = row?.target;
    if (row === null || typeof target !== 'string') {
      faults.push(`${place}: expected {"target", "motion", "operation", "task"}, got ${line.slice(0, 60)}`);
    } else if (found.has(target)) {
      faults.push(`${place}: expected one line for ${target}, got a second after ${found.get(target)?.place}`);
    } else {
      for (const level of levels) {
        const known: readonly unknown[] = labelsOf[level];
        if (!known.includes(row[level])) {
          faults.push(
            `${place}: expected ${level} to be one of ${known.join(', ')}, got ${JSON.stringify(row[level])}`,
          );
        }
      }
      found.set(target, { labels: row as LevelLabels, place });
    }
  }
  return found;
}

function exampleFor(
  evidence: Evidence,
  { labels, place }: PlacedLabels,
  strategy: Strategy,
  faults: string[],
): Example {
  const { example, misled } = labeledExample(evidence, labels, strategy);
  for (const { level, reasoned } of misled)
    faults.push(`${place}: expected ${level} ${reasoned}, to which the reasoning leads, got ${labels[level]}`);
  return example;
}

async function readLabelsFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('server.input_missing', `Expected a file of labels at ${path}, got none that can be read.`, {
      cause,
    });
  }
}

function parseRow(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Faults told in full; the rest is counted. */
const faultsTold = 20;

function invalid(faults: readonly string[]): AppError {
  const rest = faults.length > faultsTold ? [`and ${faults.length - faultsTold} more`] : [];
  const shown = [...faults.slice(0, faultsTold), ...rest].map((fault) => `\n  ${fault}`).join('');
  return new AppError('server.labels_invalid', `Expected usable labels for every target, got:${shown}`, {
    hint: 'labels that follow another convention than the rulebook are learned with --strategy instruction',
  });
}
