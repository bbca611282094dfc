import { Argument, Command, Option } from 'commander';
import {
  chooseOwn,
  type ElementSet,
  ObjectGatherer,
  type ObservationFormat,
  observationFormats,
  parseEpochUtc,
  type ScreenedApproach,
  screenCatalog,
  type TimeWindow,
} from '#domain';
import { AppError } from '#errors';
import { type Context, describe, leaving, positiveNumber, withCommonOptions } from './context.ts';
import { writeWhole } from './durable-file.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openInputFiles } from './input-files.ts';
import { type Column, type FormatFlags, formatOf, render } from './output.ts';
import { startProgress } from './progress.ts';
import { write } from './terminal.ts';

interface ScreenOptions extends FormatFlags {
  readonly own: string;
  readonly start?: string;
  readonly hours: number;
  readonly range: number;
  readonly speed?: number;
  readonly format?: ObservationFormat;
  readonly quiet?: boolean;
}

/** Objects screened between two reports of progress. */
const objectsPerReport = 250;

/** Refused records told one by one before the rest is only counted. */
const faultsTold = 5;

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
    .option('--start <epoch>', 'begin of the window, UTC (default: the latest epoch in the catalog)')
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
  const { catalog, objects, rejectedCount } = await readCatalog(context, input.files);
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
  const text = render(form, screeningColumns, found, {
    source: input.source,
    sha256: input.sha256(),
    own: asset.objectId,
    windowStartUtc: new Date(window.startUtcMs).toISOString(),
    windowEndUtc: new Date(window.endUtcMs).toISOString(),
    rangeKm: options.range,
    relativeSpeedKmPerS: options.speed ?? null,
    objects: sets.length,
    rejected: rejectedCount,
  });
  if (options.output !== undefined && options.output !== '-') await writeWhole(options.output, text);
  else if (found.length > 0 || form !== 'table') await write(terminal.stdout, text);
  if (options.quiet !== true) terminal.stderr.write(summaryOf(sets.length, outcomes, found, window, options));
  return rejectedCount > 0 ? exitCodes.rejected : exitCodes.done;
}

/** Every element set of the files, and every object they hold; what is refused is told. */
async function readCatalog({ terminal }: Context, files: Awaited<ReturnType<typeof openInputFiles>>['files']) {
  const objects = new ObjectGatherer();
  const catalog: ElementSet[] = [];
  let rejectedCount = 0;
  for (const { source, readings } of files) {
    for await (const reading of readings) {
      if (reading.kind === 'rejected') {
        const { line, code, message } = reading.rejection;
        rejectedCount++;
        if (rejectedCount <= faultsTold) terminal.stderr.write(`${source}:${line}: ${code}: ${message}\n`);
      } else if (reading.kind === 'accepted' && reading.value.kind === 'element set') {
        catalog.push(reading.value);
        objects.addElementSet(reading.value, source);
      } else if (reading.kind === 'accepted' && reading.value.kind === 'ephemeris segment') {
        objects.addSegment(reading.value);
      }
    }
  }
  if (rejectedCount > faultsTold) terminal.stderr.write(`and ${rejectedCount - faultsTold} more refused\n`);
  if (catalog.length === 0) {
    throw new AppError(
      'domain.no_element_sets',
      `Expected a catalog of element sets, got none in ${files.map((file) => file.source).join(', ')}.`,
      {
        hint: 'screening reads TLE and OMM files',
      },
    );
  }
  return { catalog, objects, rejectedCount };
}

function windowOf({ start, hours }: ScreenOptions, catalog: readonly ElementSet[]): TimeWindow {
  const startUtcMs =
    start === undefined
      ? catalog.reduce((latest, set) => Math.max(latest, set.epochUtcMs), Number.NEGATIVE_INFINITY)
      : parseEpochUtc(start);
  if (startUtcMs === undefined) {
    throw new AppError(
      'server.usage',
      `Expected --start as an epoch in UTC such as 2026-03-01T12:00:00Z, got ${start}.`,
    );
  }
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

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const screeningColumns: readonly Column<ScreenedApproach>[] = [
  { header: 'object', value: (a) => a.objectId },
  { header: 'name', value: (a) => a.objectName },
  { header: 'tca_utc', value: (a) => new Date(a.tcaUtcMs).toISOString() },
  { header: 'range_km', value: (a) => rounded(a.rangeKm, 3) },
  { header: 'relative_speed_km_s', value: (a) => rounded(a.relativeSpeedKmPerS, 5) },
  { header: 'r_km', value: (a) => rounded(a.positionRtnKm[0], 3) },
  { header: 't_km', value: (a) => rounded(a.positionRtnKm[1], 3) },
  { header: 'n_km', value: (a) => rounded(a.positionRtnKm[2], 3) },
  { header: 'vr_km_s', value: (a) => rounded(a.velocityRtnKmPerS[0], 6) },
  { header: 'vt_km_s', value: (a) => rounded(a.velocityRtnKmPerS[1], 6) },
  { header: 'vn_km_s', value: (a) => rounded(a.velocityRtnKmPerS[2], 6) },
  { header: 'element_age_days', value: (a) => rounded(a.elementAgeDays, 2) },
];

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
