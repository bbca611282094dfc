import { createHash, type Hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#errors';
import { unwritable, writeWhole } from '../files/durable-file.ts';
import { completeLines } from '../files/file-lines.ts';
import type { InputMark } from './input-meter.ts';

/**
 * A file of one JSON line per target that survives being killed at any moment.
 *
 * Lines are appended a batch at a time. Beside the file lies `FILE.progress.ndjson`: its first line names the settings
 * that the lines depend on, each one after it a finished batch with the hashes of what was written and of the input that
 * was read for it. The same settings again: what follows the last finished batch is dropped and the work goes on, so that
 * the finished file is byte for byte the one an undisturbed run writes. Other settings, other input, or lines that
 * somebody changed: refused.
 *
 * What is written survives the end of the process at once, and that of the machine after a second at most.
 */
export interface ResumableOutput {
  /** Rows of earlier runs that stand. */
  readonly kept: number;
  /** Appends a batch; it counts as finished where the input for it is known to be the one of the earlier runs. */
  append(rows: readonly unknown[], input: InputMark | null): Promise<void>;
  /** Notes that the rows are all there are of this input. */
  finish(input: InputMark): Promise<void>;
  close(): Promise<void>;
}

/** What the lines of an output depend on; compared as JSON. */
export type OutputSettings = Readonly<Record<string, string | number | null>>;

/** A finished batch: the rows and bytes up to its end, the hash of these, and the input they were made of. */
export interface Checkpoint {
  /** `end` where nothing follows. */
  readonly kind: 'checkpoint' | 'end';
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly input: InputMark;
}

/** What an earlier run left behind. */
export interface EarlierOutput {
  /** Undefined when the note is unreadable, null when there is none. */
  readonly settings: Readonly<Record<string, unknown>> | null | undefined;
  /** The last finished batch that the file still holds. */
  readonly checkpoint: Checkpoint | null;
  /** Where its line in the note ends. */
  readonly noteBytes: number;
}

interface ResumeOptions {
  readonly settings: OutputSettings;
  /** What {@link earlierOutput} found; null to start anew whatever lies there. */
  readonly earlier: EarlierOutput | null;
  /** Told of each row that stands, in order. */
  readonly onKept?: (row: Record<string, unknown>) => void;
}

/** Path of the note beside an output that says what made it. */
export const progressPathOf = (path: string): string => `${path}.progress.ndjson`;

/** Time after which what was written is forced to the disk, ms. */
const syncEveryMs = 1000;

const nothing: EarlierOutput = { settings: null, checkpoint: null, noteBytes: 0 };

/** Looks for an output to be continued; nothing is changed. */
export async function earlierOutput(path: string): Promise<EarlierOutput> {
  const notePath = progressPathOf(path);
  if (!existsSync(path) || !existsSync(notePath)) return nothing;
  const { size } = await stat(path);
  let settings: Readonly<Record<string, unknown>> | null | undefined;
  let checkpoint: Checkpoint | null = null;
  let [lineEnd, noteBytes] = [0, 0];
  for await (const line of completeLines(notePath)) {
    lineEnd += line.length + 1;
    const value = parseObject(line.toString());
    if (settings === undefined) {
      if (value?.kind !== 'classify-progress') return { ...nothing, settings: undefined };
      settings = value;
      noteBytes = lineEnd;
    } else if ((value?.kind === 'checkpoint' || value?.kind === 'end') && Number(value.bytes) <= size) {
      checkpoint = value as unknown as Checkpoint;
      noteBytes = lineEnd;
    }
  }
  return { settings, checkpoint, noteBytes };
}

/**
 * Opens an output, continuing it where it was made with the same settings.
 *
 * @throws AppError `server.output_exists` when it was made otherwise, `server.output_changed` when its lines are
 *   no longer the ones written, `server.output_unwritable`
 */
export async function openResumable(path: string, options: ResumeOptions): Promise<ResumableOutput> {
  const { settings, earlier, onKept } = options;
  if (earlier === null) await rm(path, { force: true });
  else if (existsSync(path)) refuseForeign(path, earlier, settings);
  const hash = createHash('sha256');
  const checkpoint = earlier?.checkpoint ?? null;
  if (checkpoint !== null) await replay(path, checkpoint, hash, onKept);
  try {
    await mkdir(dirname(path), { recursive: true });
    if (existsSync(path)) await truncate(path, checkpoint?.bytes ?? 0);
    if (checkpoint !== null) await truncate(progressPathOf(path), earlier!.noteBytes);
    else await writeWhole(progressPathOf(path), `${JSON.stringify({ kind: 'classify-progress', ...settings })}\n`);
    const file = await open(path, 'a');
    const note = await open(progressPathOf(path), 'a');
    return new AppendedOutput(path, file, note, hash, checkpoint);
  } catch (cause) {
    throw cause instanceof AppError ? cause : unwritable(path, cause);
  }
}

/** Goes over the lines that stand and tells them. */
async function replay(
  path: string,
  { kind, rows, bytes, sha256 }: Checkpoint,
  hash: Hash,
  onKept: ResumeOptions['onKept'],
): Promise<void> {
  if (kind === 'end' && (await stat(path)).size > bytes) throw changed(path, 'more than that');
  let line = 0;
  for await (const text of completeLines(path, bytes)) {
    line += 1;
    hash.update(text).update('\n');
    const row = parseObject(text.toString());
    if (row === null) throw changed(path, `a line ${line} that is no row`);
    onKept?.(row);
  }
  if (line !== rows || hash.copy().digest('hex') !== sha256) throw changed(path, 'others');
}

const changed = (path: string, got: string): AppError =>
  new AppError('server.output_changed', `Expected the lines in ${path} to be the ones that were written, got ${got}.`, {
    hint: 'choose another -o FILE, or pass --force to start anew',
  });

function refuseForeign(path: string, { settings: written }: EarlierOutput, settings: OutputSettings): void {
  const got = foreignness(path, written, settings);
  if (got === null) return;
  throw new AppError('server.output_exists', `Expected ${path} to be absent or made with these settings, got ${got}.`, {
    hint: 'choose another -o FILE, or pass --force to start anew',
  });
}

/** What makes a file another than the one to be continued; null when nothing does. */
function foreignness(path: string, written: EarlierOutput['settings'], settings: OutputSettings): string | null {
  if (written === null) return `a file without ${progressPathOf(path)}`;
  if (written === undefined) return 'an unreadable progress file';
  const differing = Object.keys(settings).filter((name) => written[name] !== settings[name]);
  const told = differing.map((name) => `${name} ${String(written[name])} instead of ${String(settings[name])}`);
  return told.length > 0 ? told.join(', ') : null;
}

/** The error for an input that is not the one an output was begun with. */
export const inputChanged = (path: string): AppError =>
  new AppError(
    'server.output_exists',
    `Expected the input that ${path} was made from, got other content in what was read for it. What is there was kept.`,
    { hint: 'give the same input again, choose another -o FILE, or pass --force to start anew' },
  );

class AppendedOutput implements ResumableOutput {
  readonly kept: number;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #note: FileHandle;
  readonly #hash: Hash;
  #rows: number;
  #bytes: number;
  #noted: Checkpoint | null;
  #syncedMs = performance.now();

  constructor(path: string, file: FileHandle, note: FileHandle, hash: Hash, kept: Checkpoint | null) {
    this.#path = path;
    this.#file = file;
    this.#note = note;
    this.#hash = hash;
    this.kept = kept?.rows ?? 0;
    this.#rows = this.kept;
    this.#bytes = kept?.bytes ?? 0;
    this.#noted = kept;
  }

  async append(rows: readonly unknown[], input: InputMark | null): Promise<void> {
    const text = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    this.#hash.update(text);
    this.#rows += rows.length;
    this.#bytes += text.length;
    await this.#try(async () => {
      await this.#file.appendFile(text);
      if (input !== null) await this.#takeNote('checkpoint', input);
      if (performance.now() - this.#syncedMs >= syncEveryMs) await this.#sync();
    });
  }

  async finish(input: InputMark): Promise<void> {
    if (this.#noted?.kind !== 'end') await this.#try(() => this.#takeNote('end', input));
  }

  async close(): Promise<void> {
    await this.#try(() => this.#sync());
    await this.#file.close();
    await this.#note.close();
  }

  async #takeNote(kind: Checkpoint['kind'], input: InputMark): Promise<void> {
    const sha256 = this.#hash.copy().digest('hex');
    this.#noted = { kind, rows: this.#rows, bytes: this.#bytes, sha256, input };
    await this.#note.appendFile(`${JSON.stringify(this.#noted)}\n`);
  }

  /** The note must not speak of what the disk does not hold. */
  async #sync(): Promise<void> {
    await this.#file.sync();
    await this.#note.sync();
    this.#syncedMs = performance.now();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    await work().catch((cause) => {
      throw unwritable(this.#path, cause);
    });
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
