import { Argument, Command, Option } from 'commander';
import {
  chooseOwn,
  type ElementSet,
  type ObservationFormat,
  observationFormats,
  type ScreenedApproach,
  screenCatalog,
  type TimeWindow,
} from '#domain';
import { AppError } from '#errors';
import { writeWhole } from '../files/durable-file.ts';
import { type Context, describe, leaving, positiveNumber, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openInputFiles } from './input-files.ts';
import { epochOption } from './input-options.ts';
import { type FormatFlags, formatOf, render } from './output.ts';
import { startProgress } from './progress.ts';
import { readObjects } from './read-objects.ts';
import { byObject, objectColumns, screeningColumns } from './screening-columns.ts';
import { write } from './terminal.ts';

interface ScreenOptions extends FormatFlags {
  readonly own: string;
  readonly start?: number;
  readonly hours: number;
  readonly range: number;
  readonly speed?: number;
  readonly format?: ObservationFormat;
  readonly quiet?: boolean;
}

/** Objects screened between two reports of progress. */
const objectsPerReport = 250;

/** `noncoop screen CATALOG`: the objects of a catalog that come near one asset. */
export function screenCommand(context: Context): Command {
  const command = describe(
    new Command('screen'),
    'find the objects of a catalog that come near an asset',
    `Searches a catalog of element sets for approaches to one asset: every one below the range gate is found, whatever its
speed. Objects whose orbits never meet the asset's are left out by geometry. Slow passes are listed first: a low
relative speed at close range tells proximity operations from chance.`,
    [
      'noncoop screen catalog.json --own 25544',
      'noncoop screen catalog.tle --own station.oem --range 20 --speed 0.5 --csv > approaches.csv',
      'noncoop classify catalog.json --own 25544 --target 48274',
    ],
  )
    .addArgument(new Argument('<catalog...>', 'files of element sets (TLE or OMM), or - for standard input'))
    .requiredOption('--own <object>', 'the asset: catalog number, designator or name, or a file that holds it alone')
    .option('--start <epoch>', 'begin of the window, UTC (default: the latest epoch in the catalog)', epochOption)
    .option('--hours <h>', 'length of the window', positiveNumber, 24)
    .option('--range <km>', 'range gate', positiveNumber, 50)
    .option('--speed <km/s>', 'leave out faster passes (default: none)', positiveNumber)
    .addOption(
      new Option('--format <name>', 'format of the files (default: told from the content)').choices(observationFormats),
    )
    .option('-o, --output <file>', 'write to a file; its ending chooses the form')
    .option('--json', 'print one JSON document')
    .option('--ndjson', 'print one JSON value a line')
    .option('--csv', 'print CSV');
  return withCommonOptions(command).action(
    leaving(context, (catalog: string[], options: ScreenOptions) => screen(context, catalog, options)),
  );
}

async function screen(context: Context, paths: readonly string[], options: ScreenOptions): Promise<ExitCode> {
  const { terminal } = context;
  const form = formatOf(options, options.output === undefined ? 'table' : 'ndjson');
  const input = await openInputFiles(paths, terminal.stdin, { format: options.format, own: options.own });
  const { catalog, objects, rejectedCount } = await readObjects(terminal, input.files);
  if (catalog.length === 0) {
    throw new AppError('server.no_catalog', `Expected a catalog of element sets, got none in ${input.source}.`, {
      hint: 'screening reads TLE and OMM files',
    });
  }
  const asset = chooseOwn(objects.finish(), input.own!);
  const window = windowOf(options, catalog);
  const sets = nearestSets(catalog, window.startUtcMs);

  const found: ScreenedApproach[] = [];
  const outcomes = { searched: 0, 'never meets': 0, 'is the asset': 0 };
  const progress = startProgress(terminal, {
    unit: 'objects',
    total: sets.length,
    quiet: options.quiet === true,
    json: options.json === true,
  });
  let done = 0;
  for (const { outcome, approaches } of screenCatalog(asset, sets, window, {
    rangeKm: options.range,
    relativeSpeedKmPerS: options.speed,
  })) {
    outcomes[outcome]++;
    found.push(...approaches);
    done++;
    if (done % objectsPerReport === 0) {
      progress.update(done, `${found.length} approaches`);
      await new Promise(setImmediate);
      if (terminal.signal.aborted)
        throw new AppError('server.interrupted', `Stopped after ${done} of ${sets.length} objects.`);
    }
  }
  progress.update(done, `${found.length} approaches`);
  progress.end();

  found.sort((a, b) => a.relativeSpeedKmPerS - b.relativeSpeedKmPerS);
  const provenance = {
    source: input.source,
    sha256: input.sha256(),
    own: asset.objectId,
    windowStartUtc: new Date(window.startUtcMs).toISOString(),
    windowEndUtc: new Date(window.endUtcMs).toISOString(),
    rangeKm: options.range,
    relativeSpeedKmPerS: options.speed ?? null,
    objects: sets.length,
    rejected: rejectedCount,
  };
  const text =
    form === 'table'
      ? render(form, objectColumns, byObject(found), provenance)
      : render(form, screeningColumns, found, provenance);
  if (options.output !== undefined && options.output !== '-') await writeWhole(options.output, text);
  else if (found.length > 0 || form !== 'table') await write(terminal.stdout, text);
  if (options.quiet !== true) terminal.stderr.write(summaryOf(sets.length, outcomes, found, window, options));
  return rejectedCount > 0 ? exitCodes.rejected : exitCodes.done;
}

function windowOf({ start, hours }: ScreenOptions, catalog: readonly ElementSet[]): TimeWindow {
  const startUtcMs =
    start ?? catalog.reduce((latest, set) => Math.max(latest, set.epochUtcMs), Number.NEGATIVE_INFINITY);
  return { startUtcMs, endUtcMs: startUtcMs + hours * 3_600_000 };
}

/** Of each object the element set whose epoch is nearest to a time. */
function nearestSets(catalog: readonly ElementSet[], epochUtcMs: number): readonly ElementSet[] {
  const nearest = new Map<string, ElementSet>();
  for (const set of catalog) {
    const known = nearest.get(set.catalogId);
    const isNearer =
      known === undefined || Math.abs(set.epochUtcMs - epochUtcMs) < Math.abs(known.epochUtcMs - epochUtcMs);
    if (isNearer) nearest.set(set.catalogId, set);
  }
  return [...nearest.values()];
}

function summaryOf(
  count: number,
  outcomes: Readonly<Record<'searched' | 'never meets', number>>,
  found: readonly ScreenedApproach[],
  { startUtcMs, endUtcMs }: TimeWindow,
  { range, speed }: ScreenOptions,
): string {
  const objects = new Set(found.map(({ objectId }) => objectId)).size;
  const gate = `${range} km${speed === undefined ? '' : ` and ${speed} km/s`}`;
  const window = `${new Date(startUtcMs).toISOString()} to ${new Date(endUtcMs).toISOString()}`;
  return `${found.length} approaches of ${objects} objects within ${gate}, ${window}.
${count} objects: ${outcomes.searched} searched, ${outcomes['never meets']} in orbits that never meet the asset's.
Element sets are off by kilometers: an approach is a reason to look, not a miss distance.
`;
}
