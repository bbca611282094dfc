import { AppError } from '#errors';
import type { ConjunctionMessage } from '../observations/cdm/conjunction-message.ts';
import type { ObservationRecord } from '../observations/read-observations.ts';
import type { Reading } from '../observations/reading.ts';
import type { Track } from '../observations/track.ts';
import type { Trajectory } from '../propagation/trajectory.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { answersTo, chooseOwn, type OwnChoice, titleOf } from './choose-own.ts';
import { conjunctionTrack } from './conjunction-track.ts';
import { ObjectGatherer } from './gather-objects.ts';
import { newestMessages } from './newest-messages.ts';
import { observePair } from './observe-pair.ts';
import type { PairRefusal } from './pair-refusal.ts';
import { isSameObject } from './same-object.ts';
import { slicesOf } from './slices.ts';

/** A file and what its reader yields. */
export interface FileReadings {
  readonly source: string;
  readonly readings: AsyncIterable<Reading<ObservationRecord>>;
}

/** Which object is the own spacecraft, which are looked at, and when. */
export interface PairOptions {
  /** The own spacecraft. @default the first object, with a warning that says so */
  readonly own?: OwnChoice | undefined;
  /** Catalog numbers, designators or names. @default every other object */
  readonly targets?: readonly string[] | undefined;
  /** @default the time the sources speak of */
  readonly window?: TimeWindow | undefined;
  /** Length of the slices in which a pair is told, one track each: a timeline. @default all of its time in one */
  readonly sliceS?: number | undefined;
}

/**
 * Turns files of any kind into tracks of targets relative to the own spacecraft.
 *
 * Tracks pass as they come. Conjunction messages are gathered over all files, and of each event the newest becomes a
 * track; element sets and ephemerides are gathered as well and paired at the end. A single object, or one that was asked
 * for, of which nothing can be told is refused with the reason; others of a catalog are told as warnings.
 *
 * @throws AppError `domain.own_unknown` when no object or more than one answers to `own`; `domain.no_pair` when the files
 *   hold a single object
 */
export async function* tracksOfFiles(
  files: Iterable<FileReadings>,
  options: PairOptions = {},
): AsyncGenerator<Reading<Track>, void, undefined> {
  const objects = new ObjectGatherer();
  const messages: ConjunctionMessage[] = [];
  let hasTracks = false;
  for (const { source, readings } of files) {
    for await (const reading of readings) {
      if (reading.kind !== 'accepted') {
        yield reading;
        continue;
      }
      const { value, line } = reading;
      if (value.kind === 'track') {
        hasTracks = true;
        yield { kind: 'accepted', line, value };
      } else if (value.kind === 'conjunction message') messages.push(value);
      else if (value.kind === 'element set') objects.addElementSet(value, source);
      else objects.addSegment(value);
    }
  }
  const { newest, superseded } = newestMessages(messages);
  for (const warning of superseded) yield { kind: 'warning', warning };
  for (const message of newest) yield* conjunctionTrack(message, options.own);
  const trajectories = objects.finish();
  // A single object beside a log or a message tells nothing more of anybody.
  if (trajectories.length === 1 && (hasTracks || messages.length > 0)) return;
  yield* pairTracks(trajectories, options);
}

function* pairTracks(
  trajectories: readonly Trajectory[],
  { own: asked, targets, window, sliceS }: PairOptions,
): Generator<Reading<Track>> {
  const [first] = trajectories;
  if (first === undefined) return;
  const own = asked === undefined ? first : chooseOwn(trajectories, asked);
  const others = trajectories.filter(
    (one) => one !== own && (targets === undefined || targets.some((target) => answersTo(one, target))),
  );
  if (others.length === 0) throw noPair(own, targets);
  if (asked === undefined) yield ownAssumed(own);
  const isAsked = targets !== undefined || others.length === 1;
  for (const target of others) {
    for (const track of pairOverTime(own, target, window, sliceS)) {
      if (track.kind === 'track') yield { kind: 'accepted', line: 0, value: track };
      else yield notPaired(target, track, isAsked);
    }
  }
}

/** The tracks of a target, or the one reason why there is none. */
function pairOverTime(
  own: Trajectory,
  target: Trajectory,
  window: TimeWindow | undefined,
  sliceS: number | undefined,
): readonly (Track | PairRefusal)[] {
  if (isSameObject(own, target)) return [itself(own, target)];
  if (sliceS === undefined) return [observePair(own, target, window)];
  const all = slicesOf(own, target, sliceS, window).map((slice) => observePair(own, target, slice));
  const tracks = all.filter((one) => one.kind === 'track');
  return tracks.length > 0 ? tracks : [all[0] ?? observePair(own, target, window)];
}

const itself = (own: Trajectory, target: Trajectory): PairRefusal => ({
  kind: 'pair refusal',
  code: 'domain.same_object',
  message: `expected another object than the own spacecraft ${titleOf(own)}, got ${titleOf(target)} of ${target.source}`,
});

/** An object somebody asked about is refused; of a whole catalog, one that is never near is only told. */
function notPaired({ source }: Trajectory, { code, message }: PairRefusal, isAsked: boolean): Reading<Track> {
  const told = { source, line: 0, code, message };
  return isAsked ? { kind: 'rejected', rejection: told } : { kind: 'warning', warning: told };
}

const ownAssumed = (own: Trajectory): Reading<Track> => ({
  kind: 'warning',
  warning: {
    source: own.source,
    line: 0,
    code: 'domain.own_assumed',
    message: `no own spacecraft was named; the first object, ${titleOf(own)}, was taken`,
  },
});

function noPair(own: Trajectory, targets: readonly string[] | undefined): AppError {
  const wanted = targets === undefined ? 'a second object' : `an object that answers to ${targets.join(' or ')}`;
  return new AppError('domain.no_pair', `Expected ${wanted} beside ${titleOf(own)}, got none.`, {
    hint: 'Motion is told relative to the own spacecraft: give a file with both, or one file for each.',
  });
}
