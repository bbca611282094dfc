import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command } from 'commander';
import {
  type LabeledRecord,
  maxScenarios,
  maxSetSeed,
  nominalRecords,
  perturbedRecords,
  publishedCounts,
  reason,
  rulebook,
  type Split,
  splits,
} from '#domain';
import { AppError } from '#errors';
import { renderReasonedAnswer } from '#prompts';
import { unwritable, writeWhole } from '../files/durable-file.ts';
import { type Context, describe, leaving, listOf, wholeNumber, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Progress, startProgress } from './progress.ts';
import { write } from './terminal.ts';

interface DatasetOptions {
  readonly out: string;
  readonly seed: number;
  readonly splits?: readonly Split[];
  readonly n?: number;
  readonly quiet?: boolean;
}

/** One file of the data set. */
interface Part {
  readonly name: string;
  readonly count: number;
  readonly records: () => Iterable<LabeledRecord>;
}

/** A finished file, as the manifest tells of it. */
interface FinishedPart {
  readonly name: string;
  readonly seed: number;
  readonly count: number;
  /** Of the lines as they were before they were packed. */
  readonly sha256: string;
}

/** `noncoop dataset`: the labeled records that adapters are tuned on and contestants are tried on. */
export function datasetCommand(context: Context): Command {
  const command = describe(
    new Command('dataset'),
    'make the data set of labeled records',
    `Flies every record, observes it with noise, tells it as an observer would and writes it with its truth and reference
reasoning: NDJSON, packed with gzip, a file for each split, and the test records once more with one thing worse. The same
seed gives the same bytes everywhere; manifest.json holds their checksums. Finished files are not made again.`,
    ['noncoop dataset --out runs/dataset', 'noncoop dataset --out runs/small --splits test --n 100 --seed 2'],
  )
    .requiredOption('--out <dir>', 'folder of the data set')
    .option('--seed <s>', 'seed of the data set', wholeNumber(0, maxSetSeed), 1)
    .option('--splits <list>', `some of ${splits.join(',')} (default: all)`, listOf(splits))
    .option('-n, --n <n>', 'records of each split (default: as published)', wholeNumber(1, maxScenarios));
  return withCommonOptions(command).action(
    leaving(context, (options: DatasetOptions) => makeDataset(context, options)),
  );
}

async function makeDataset({ terminal }: Context, options: DatasetOptions): Promise<ExitCode> {
  const { out, seed, quiet } = options;
  const manifestPath = join(out, 'manifest.json');
  const known = await readManifest(manifestPath);
  await mkdir(out, { recursive: true }).catch((cause) => {
    throw unwritable(out, cause);
  });
  const parts = partsOf(options);
  const progress = startProgress(terminal, {
    unit: 'records',
    total: parts.reduce((sum, { count }) => sum + count, 0),
    quiet: quiet === true,
  });
  const others = known.filter(({ name }) => parts.every((part) => part.name !== name));
  const finished: FinishedPart[] = [];
  let done = 0;
  for (const part of parts) {
    const { name, count } = part;
    const path = join(out, `${name}.ndjson.gz`);
    const before = known.find((one) => one.name === name && one.seed === seed && one.count === count);
    const sha256 =
      before !== undefined && existsSync(path)
        ? before.sha256
        : await writePart(part, path, terminal.signal, (own) => tell(progress, done + own, name));
    finished.push({ name, seed, count, sha256 });
    await writeWhole(manifestPath, `${JSON.stringify([...others, ...finished], null, 2)}\n`);
    done += count;
  }
  progress.end();
  await write(terminal.stdout, finished.map(({ name, sha256 }) => `${sha256}  ${name}.ndjson\n`).join(''));
  return exitCodes.done;
}

/**
 * What a folder has already.
 *
 * @throws AppError `server.manifest_damaged`
 */
async function readManifest(path: string): Promise<readonly FinishedPart[]> {
  if (!existsSync(path)) return [];
  const text = await readFile(path, 'utf8');
  try {
    const parts: unknown = JSON.parse(text);
    if (Array.isArray(parts) && parts.every((part) => typeof part?.name === 'string')) return parts;
  } catch {
    // Told below.
  }
  throw new AppError(
    'server.manifest_damaged',
    `Expected a list of finished files in ${path}, got ${text.slice(0, 60)}.`,
    {
      hint: 'delete it, and the files are made again',
    },
  );
}

const tell = (progress: Progress, done: number, name: string) => progress.update(done, name);

function partsOf({ splits: asked = splits, seed, n }: DatasetOptions): readonly Part[] {
  const nominal = asked.map((split): Part => {
    const count = n ?? publishedCounts[split];
    return { name: `nominal-${split}`, count, records: () => nominalRecords({ split, seed, count }) };
  });
  if (!asked.includes('test')) return nominal;
  const count = n ?? publishedCounts.test;
  const records = () => perturbedRecords({ split: 'test', seed, count });
  return [...nominal, { name: 'perturbed-test', count, records }];
}

/** Records between looks at the signal that stops the work. */
const recordsAtATime = 50;

/**
 * Writes the records of a part and puts the file in its place when it is finished.
 *
 * @returns SHA-256 of the lines
 * @throws AppError `server.interrupted`, `server.output_unwritable`
 */
async function writePart(
  { records }: Part,
  path: string,
  signal: AbortSignal,
  tell: (done: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  async function* lines() {
    let done = 0;
    for (const record of records()) {
      const line = `${JSON.stringify({ ...record, reasoning: renderReasonedAnswer(reason(rulebook, record.facts)) })}\n`;
      hash.update(line);
      yield line;
      if (++done % recordsAtATime !== 0) continue;
      tell(done);
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) throw new AppError('server.interrupted', `Stopped within ${path}, after ${done} records.`);
    }
  }
  try {
    await pipeline(Readable.from(lines()), createGzip({ level: 9 }), createWriteStream(`${path}.draft`));
    await rename(`${path}.draft`, path);
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unwritable(path, thrown);
  }
  return hash.digest('hex');
}
