import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#errors';
import { unwritable, writeWhole } from '../files/durable-file.ts';

/**
 * A file of one JSON line per target that survives being killed at any moment.
 *
 * Lines are appended a batch at a time and synced. Beside the file lies `FILE.progress.json`, which names everything the
 * lines depend on. The same settings again: a torn last line and an unfinished batch are dropped and the work goes on,
 * so that the finished file is byte for byte the one an undisturbed run writes. Other settings: refused.
 */
export interface ResumableOutput {
  /** Rows of earlier runs that stand. */
  readonly kept: number;
  append(rows: readonly unknown[]): Promise<void>;
  close(): Promise<void>;
}

/** What the lines of an output depend on; compared as JSON. */
export type OutputSettings = Readonly<Record<string, string | number | null>>;

interface ResumeOptions {
  readonly settings: OutputSettings;
  /** Target of each row of the finished file, in order. */
  readonly targetIds: readonly string[];
  readonly batchSize: number;
  /** Start anew whatever lies there. */
  readonly force: boolean;
}

/** Path of the note beside an output that says what made it. */
export const progressPathOf = (path: string): string => `${path}.progress.json`;

/**
 * Opens an output, continuing it where it was made with the same settings.
 *
 * @throws AppError `server.output_exists` when it was made otherwise, `server.output_changed` when its lines are
 *   no longer the ones written, `server.output_unwritable`
 */
export async function openResumable(path: string, options: ResumeOptions): Promise<ResumableOutput> {
  const { settings, targetIds, batchSize, force } = options;
  if (force) await rm(path, { force: true });
  else await refuseForeign(path, settings);
  const kept = existsSync(path) ? await keepFinishedBatches(path, targetIds, batchSize) : 0;
  await writeWhole(progressPathOf(path), `${JSON.stringify({ kind: 'classify-progress', ...settings }, null, 2)}\n`);

  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a').catch((cause) => {
    throw unwritable(path, cause);
  });
  return {
    kept,
    async append(rows) {
      await file.appendFile(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      await file.sync();
    },
    close: () => file.close(),
  };
}

async function refuseForeign(path: string, settings: OutputSettings): Promise<void> {
  if (!existsSync(path)) return;
  const refuse = (got: string): never => {
    throw new AppError(
      'server.output_exists',
      `Expected ${path} to be absent or made with these settings, got ${got}.`,
      {
        hint: 'choose another -o FILE, or pass --force to start anew',
      },
    );
  };
  if (!existsSync(progressPathOf(path))) refuse(`a file without ${progressPathOf(path)}`);
  const written = parseObject(await readFile(progressPathOf(path), 'utf8')) ?? refuse('an unreadable progress file');
  const differing = Object.keys(settings).filter((name) => written[name] !== settings[name]);
  if (differing.length > 0) {
    refuse(differing.map((name) => `${name} ${String(written[name])} instead of ${String(settings[name])}`).join(', '));
  }
}

/** Cuts the file after its last finished batch and returns the rows that stay. */
async function keepFinishedBatches(path: string, targetIds: readonly string[], batchSize: number): Promise<number> {
  let whole = 0;
  let keptRows = 0;
  let keptBytes = 0;
  let bytes = 0;
  for await (const line of completeLines(path)) {
    if (parseObject(Buffer.from(line, 'latin1').toString())?.targetId !== targetIds[whole]) {
      throw new AppError(
        'server.output_changed',
        `Expected target ${targetIds[whole] ?? '(none)'} in line ${whole + 1} of ${path}, got: ${line.slice(0, 80)}.`,
        { hint: 'pass --force to start anew' },
      );
    }
    whole += 1;
    bytes += line.length + 1;
    if (whole % batchSize === 0 || whole === targetIds.length) {
      keptRows = whole;
      keptBytes = bytes;
    }
  }
  await truncate(path, keptBytes);
  return keptRows;
}

/** Lines that end in a line feed, a character a byte; what follows the last one is torn and left out. */
async function* completeLines(path: string): AsyncGenerator<string> {
  const file = await open(path);
  let rest = '';
  try {
    for await (const chunk of file.createReadStream({ encoding: 'latin1', autoClose: false })) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    await file.close();
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
