import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  localFrameNames,
  type ObservationFormat,
  observationFormats,
  type PairOptions,
  parseEpochUtc,
  type ReadOptions,
} from '#domain';
import { positiveNumber } from './context.ts';

/** What a command is told about the observations it reads, beyond where they lie. */
export interface InputFlags {
  readonly own?: string;
  readonly target?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly slice?: number;
  readonly format?: ObservationFormat;
  readonly frame?: string;
  readonly facts?: string;
}

/** Adds the options of a command that reads observations of any format. */
export function withInputOptions(command: Command): Command {
  return command
    .option('--own <object>', 'own spacecraft: catalog number, designator or name, or a file that holds it alone')
    .option('--target <object...>', 'only these objects (default: every other one)')
    .option('--from <epoch>', 'begin of the window for pairs of objects, UTC', epochOption)
    .option('--to <epoch>', 'end of the window for pairs of objects, UTC', epochOption)
    .option('--slice <h>', 'cut the motion of each pair into windows of so many hours', positiveNumber)
    .option('--facts <file>', 'what is known of targets: CSV with target, size, cooperation, device, ...')
    .addOption(
      new Option('--format <name>', 'format of the files (default: told from the content)').choices(observationFormats),
    )
    .addOption(new Option('--frame <name>', 'frame of the relative states that name none').choices(localFrameNames));
}

/** The part of the flags that readers want. */
export const readOptionsOf = ({ format, frame }: InputFlags): ReadOptions => ({ format, frame });

/** The part of the flags that the pairing of objects wants; the own spacecraft is told with the files. */
export function pairOptionsOf({ target, from, to, slice }: InputFlags): PairOptions {
  const isWindow = from !== undefined || to !== undefined;
  const window = { startUtcMs: from ?? Number.NEGATIVE_INFINITY, endUtcMs: to ?? Number.POSITIVE_INFINITY };
  const sliceS = slice === undefined ? undefined : slice * 3600;
  return { targets: target, window: isWindow ? window : undefined, sliceS };
}

/** Everything in the flags that assessments depend on, for provenance and for resuming. */
export const inputSettingsOf = ({ own, target, from, to, slice, format, frame, facts }: InputFlags) => ({
  own: own ?? null,
  targets: target?.join(', ') ?? null,
  from: from === undefined ? null : new Date(from).toISOString(),
  to: to === undefined ? null : new Date(to).toISOString(),
  sliceHours: slice ?? null,
  format: format ?? null,
  frame: frame ?? null,
  facts: facts ?? null,
});

/** Parser of an epoch in UTC. */
export function epochOption(text: string): number {
  const epochUtcMs = parseEpochUtc(text);
  if (epochUtcMs !== undefined) return epochUtcMs;
  throw new InvalidArgumentError('Expected an epoch in UTC such as 2026-03-01T12:00:00Z.');
}
