import type { Readable } from 'node:stream';
import {
  type Evidence,
  gatherEvidence,
  type Reading,
  type Rejection,
  type Track,
  tracksOfFiles,
  withFacts,
} from '#domain';
import { AppError } from '#errors';
import { type InputFiles, openInputFiles } from './input-files.ts';
import { type InputFlags, pairOptionsOf, readOptionsOf } from './input-options.ts';
import { readFacts } from './read-facts.ts';

/** What files hold: the targets that can be classified, and the count of what cannot. */
export interface Targets {
  /** The names of the files as they were given. */
  readonly source: string;
  readonly sha256: string;
  /** One for each window of each target. */
  readonly evidences: readonly Evidence[];
  /** Records and targets refused; they were told one by one while the files were read. */
  readonly rejectedCount: number;
  /** Oddities that cost nothing, such as a column that is not read. */
  readonly warnings: readonly Rejection[];
}

interface ReadTargetsOptions extends InputFlags {
  /** Told of each refused record, in the order in which they are found. */
  readonly onRejected?: (rejection: Rejection) => void | Promise<void>;
}

/**
 * Reads files of any format as a stream and gathers the evidence on each target in them.
 *
 * @param paths  files, or `-` for standard input
 * @throws AppError `server.input_missing`, and those of the readers when a file as a whole cannot be read
 */
export async function readTargets(
  paths: readonly string[],
  stdin: Readable,
  { onRejected, ...flags }: ReadTargetsOptions = {},
): Promise<Targets> {
  const input = await openInputFiles(paths, stdin, { ...readOptionsOf(flags), own: flags.own });
  const evidences: Evidence[] = [];
  const warnings: Rejection[] = [];
  let rejectedCount = 0;
  for await (const reading of evidencesOf(input, flags)) {
    if (reading.kind === 'accepted') evidences.push(reading.value);
    else if (reading.kind === 'warning') warnings.push(reading.warning);
    else {
      rejectedCount += 1;
      await onRejected?.(reading.rejection);
    }
  }
  return { source: input.source, sha256: input.sha256(), evidences, rejectedCount, warnings };
}

/** The evidence on each target of some files, one after another as they are read; nothing is kept. */
export async function* evidencesOf(input: InputFiles, flags: InputFlags): AsyncGenerator<Reading<Evidence>> {
  const facts = await readFacts(flags.facts);
  for await (const reading of tracksOfFiles(input.files, { ...pairOptionsOf(flags), own: input.own })) {
    if (reading.kind === 'accepted') yield evidenceOrRefusal(withFacts(reading.value, facts), reading.line);
    else yield reading;
  }
}

/** A target nothing can be told about is refused as a whole, at the line it first appears on. */
function evidenceOrRefusal(track: Track, line: number): Reading<Evidence> {
  try {
    return { kind: 'accepted', line, value: gatherEvidence(track) };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const { code, message } = thrown;
    const rejection = { source: track.source, line: track.states[0]?.line ?? 0, code };
    return { kind: 'rejected', rejection: { ...rejection, message: `${track.targetId}: ${message}` } };
  }
}
