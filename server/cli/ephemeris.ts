import { Argument, Command } from 'commander';
import { chooseOwn, sampleTrajectory, type Trajectory, writeOemSegments } from '#domain';
import { AppError } from '#errors';
import { inPieces, writeWhole } from '../files/durable-file.ts';
import { type Context, describe, leaving, positiveNumber, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openInputFiles } from './input-files.ts';
import { epochOption } from './input-options.ts';
import { readObjects } from './read-objects.ts';
import { write } from './terminal.ts';

interface EphemerisOptions {
  readonly object?: string;
  readonly own?: string;
  readonly from?: number;
  readonly to?: number;
  readonly step: number;
  readonly output?: string;
  readonly quiet?: boolean;
}

/** `noncoop ephemeris FILE...`: an object's motion as an ephemeris other programs read. */
export function ephemerisCommand(context: Context): Command {
  const command = describe(
    new Command('ephemeris'),
    'write the motion of an object as an ephemeris (OEM)',
    `Writes the motion of one object, from element sets or ephemerides, as an Orbit Ephemeris Message that every reader
takes: KVN of version 2.0, EME2000, UTC, a segment for each smooth piece. With --own the states are those relative to the
own spacecraft, which is then named as the center.`,
    [
      'noncoop ephemeris catalog.tle --object 48274 --step 60 -o target.oem',
      'noncoop ephemeris own.oem visitor.oem --object VISITOR --own own.oem > relative.oem',
    ],
  )
    .addArgument(new Argument('<file...>', 'files of element sets or ephemerides, or - for standard input'))
    .option('--object <object>', 'catalog number, designator or name (default: the only object)')
    .option('--own <object>', 'count the states from this one: number, designator, name or file')
    .option('--from <epoch>', 'begin, UTC (default: what the source speaks of)', epochOption)
    .option('--to <epoch>', 'end, UTC', epochOption)
    .option('--step <s>', 'time between two states', positiveNumber, 60)
    .option('-o, --output <file>', 'write to a file');
  return withCommonOptions(command).action(
    leaving(context, (files: string[], options: EphemerisOptions) => writeEphemeris(context, files, options)),
  );
}

async function writeEphemeris(
  context: Context,
  paths: readonly string[],
  options: EphemerisOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const input = await openInputFiles(paths, terminal.stdin, { own: options.own });
  const { objects, rejectedCount } = await readObjects(terminal, input.files);
  const trajectories = objects.finish();
  const own = input.own === undefined ? undefined : chooseOwn(trajectories, input.own);
  const object = options.object === undefined ? onlyObject(trajectories, own) : chooseOwn(trajectories, options.object);
  const window = {
    startUtcMs: options.from ?? object.coverage.startUtcMs,
    endUtcMs: options.to ?? object.coverage.endUtcMs,
  };
  const segments = sampleTrajectory(object, options.step, window, own);
  if (segments.length === 0) {
    throw new AppError(
      'domain.no_common_time',
      `Expected ${object.objectName} to be known in the window, got no state.`,
    );
  }
  const header = {
    objectName: object.objectName,
    objectId: object.objectId,
    originator: 'NONCOOP',
    creationUtcMs: Date.now(),
    comments: [
      `From ${object.source}`,
      ...(own ? [`Relative to ${own.objectName} (${own.objectId}), ${own.source}`] : []),
    ],
    ...(own === undefined ? {} : { centerName: own.objectName }),
  };
  const lines = writeOemSegments(header, segments);
  if (options.output !== undefined && options.output !== '-') await writeWhole(options.output, lines);
  else for (const piece of inPieces(lines)) await write(terminal.stdout, piece);
  if (options.quiet !== true) {
    const count = segments.reduce((sum, states) => sum + states.length, 0);
    terminal.stderr.write(
      `${count} states of ${object.objectName} in ${segments.length} ${segments.length === 1 ? 'segment' : 'segments'}.\n`,
    );
  }
  return rejectedCount > 0 ? exitCodes.rejected : exitCodes.done;
}

function onlyObject(trajectories: readonly Trajectory[], own: Trajectory | undefined): Trajectory {
  const others = trajectories.filter((one) => one !== own);
  if (others.length === 1) return others[0]!;
  throw new AppError('server.usage', `Expected --object to say which of ${others.length} objects is meant.`);
}
