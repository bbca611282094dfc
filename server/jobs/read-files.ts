import { createReadStream } from 'node:fs';
import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import {
  type FactsByTarget,
  type FileReadings,
  type ObservationFormat,
  type ObservationRecord,
  type Reading,
  type ReadOptions,
  readObservations,
  readReportedFacts,
  type Track,
  tracksOfFiles,
  withFacts,
} from '#domain';
import type { LogSettings } from '../store/log-rows.ts';
import type { LogContent, NewLogFile } from '../store/new-log.ts';

/** A file of a log, and where its bytes lie. */
export interface ReadableFile extends NewLogFile {
  readonly path: string;
}

/**
 * Opens the files of one log as tracks of its targets relative to the own spacecraft; nothing is read before the
 * readings are asked for.
 *
 * The own spacecraft is the one the settings name, else the single object of the file given for it, else the first.
 *
 * @param onBytes  takes the number of bytes of each chunk that was read
 */
export function readFiles(
  files: readonly ReadableFile[],
  { own, format, frame }: LogSettings,
  onBytes: (count: number) => void = () => {},
): LogContent {
  const sources = sourceNames(files);
  const counts = files.map(() => 0);
  const options: ReadOptions = { format: (format as ObservationFormat | null) ?? undefined, frame: frame ?? undefined };
  const chunksOf = (index: number) => lazily(() => createReadStream(files[index]!.path), onBytes);
  const observed = files.flatMap(({ role }, index): FileReadings[] => {
    if (role === 'facts') return [];
    const source = sources[index]!;
    const readings = readObservations(chunksOf(index), source, options);
    return [{ source, readings: counted(readings, (count) => (counts[index]! += count)) }];
  });
  const ownFile = files.findIndex(({ role }) => role === 'own');
  const choice = own ?? (ownFile === -1 ? undefined : { source: sources[ownFile]! });

  async function* readings(): AsyncGenerator<Reading<Track>> {
    const factsFile = files.findIndex(({ role }) => role === 'facts');
    let facts: FactsByTarget = { source: 'none', facts: new Map() };
    if (factsFile !== -1) {
      facts = await readReportedFacts(chunksOf(factsFile), sources[factsFile]!);
      counts[factsFile] = facts.facts.size;
    }
    for await (const reading of breathing(tracksOfFiles(observed, { own: choice }))) {
      yield reading.kind === 'accepted' ? { ...reading, value: withFacts(reading.value, facts) } : reading;
    }
  }
  return { readings: readings(), acceptedCounts: () => counts };
}

/** Passes readings on and counts the records in them: the states of a track or an ephemeris, else one. */
async function* counted(
  readings: AsyncIterable<Reading<ObservationRecord>>,
  add: (count: number) => void,
): AsyncGenerator<Reading<ObservationRecord>> {
  for await (const reading of readings) {
    if (reading.kind === 'accepted') add('states' in reading.value ? reading.value.states.length : 1);
    yield reading;
  }
}

/** Computing longer than this without a turn of the event loop would leave requests and Ctrl-C waiting, ms. */
const longestBreathMs = 50;

/** Passes readings on and lets the event loop turn between them: pairing a catalog is minutes of computing. */
async function* breathing<T>(readings: AsyncIterable<T>): AsyncGenerator<T> {
  let turnedMs = performance.now();
  for await (const reading of readings) {
    if (performance.now() - turnedMs > longestBreathMs) {
      await turnOfEventLoop();
      turnedMs = performance.now();
    }
    yield reading;
  }
}

/** A stream that is opened when it is first read, and whose bytes are counted. */
async function* lazily(
  open: () => AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of open()) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/** Names that tell the files apart: a second of a name is numbered, and none has the comma that joins sources. */
function sourceNames(files: readonly NewLogFile[]): string[] {
  const names: string[] = [];
  for (const { name } of files) {
    const plain = name.replaceAll(', ', ',');
    const same = names.filter((other) => other === plain || other.startsWith(`${plain} (`)).length;
    names.push(same === 0 ? plain : `${plain} (${same + 1})`);
  }
  return names;
}
