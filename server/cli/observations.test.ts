import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Assessment, type Evidence, flyAbsolute, writeOem } from '#domain';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const golden = (name: string) => fileURLToPath(new URL(`../../data/golden/${name}`, import.meta.url));
const stations = golden('omm/celestrak-stations.csv');
const folder = temporaryFolder();
const bare = ['--adapter', 'none', '--model', folder];
const linesOf = <T>(text: string): T[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

const flown = flyAbsolute({ seed: 3, motion: 'flyaround', orbit: 'low' });
const ownFile = join(folder, 'own.oem');
const visitorFile = join(folder, 'visitor.oem');
for (const [path, objectName, states] of [
  [ownFile, 'OWN', flown.map(({ own }) => own)],
  [visitorFile, 'VISITOR', flown.map(({ target }) => target)],
] as const) {
  writeFileSync(
    path,
    [...writeOem({ objectName, objectId: objectName, originator: 'TEST', creationUtcMs: 0, states })].join(''),
  );
}

test('two ephemerides give an assessment with evidence in one command', async () => {
  const { exitCode, stdout } = await runQuietly(['classify', visitorFile, '--own', ownFile, '--ndjson', ...bare]);
  const [assessment, ...rest] = linesOf<Assessment>(stdout);
  assert.deepEqual([exitCode, rest, assessment?.targetId], [0, [], 'VISITOR']);
  assert.equal(assessment?.evidence.elements.motion.text.split(', ')[0], 'steady');
  assert.equal(assessment?.evidence.elements.lighting.origin, 'computed');
});

test('two catalog entries give an assessment with evidence in one command', async () => {
  const { exitCode, stdout } = await runQuietly([
    'classify',
    stations,
    '--own',
    '25544',
    '--target',
    'BEAK',
    '--ndjson',
    ...bare,
  ]);
  const [assessment] = linesOf<Assessment>(stdout);
  assert.deepEqual([exitCode, assessment?.targetId], [0, '58612']);
  assert.equal(assessment?.evidence.context?.ownName, 'ISS (ZARYA) (25544)');
});

test('facts from a file are told to the model', async () => {
  const facts = join(folder, 'facts.csv');
  writeFileSync(facts, 'target,own_spacecraft,size\n*,space station,\nbeak,,small\n');
  const { stdout } = await runQuietly([
    'classify',
    stations,
    '--own',
    '25544',
    '--target',
    'BEAK',
    '--facts',
    facts,
    '--ndjson',
    ...bare,
  ]);
  const [assessment] = linesOf<Assessment>(stdout);
  assert.match(assessment?.prompt ?? '', /space station/);
  assert.deepEqual(assessment?.evidence.elements.size.text, 'small');
});

test('a conjunction message gives a notice for operators', async () => {
  const { exitCode, stdout } = await runQuietly([
    'classify',
    golden('cdm/orekit-CDMExample2.txt'),
    '--notice',
    ...bare,
  ]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^PROXIMITY ASSESSMENT\nEvent: {3}30337-20100313\nObject: {2}FENGYUN 1C DEB \(30337\)/);
  assert.ok(stdout.split('\n').every((line) => line.length <= 78 || line.startsWith('Source:')));
});

test('an own spacecraft that nobody knows is wrong usage, a single object rejected input', async () => {
  assert.equal((await runQuietly(['classify', stations, '--own', 'nobody', ...bare])).exitCode, 2);
  assert.equal((await runQuietly(['classify', golden('omm/sample_omm.csv'), ...bare])).exitCode, 3);
});

test('evidence tells in words what the numbers say, without a model', async () => {
  const { exitCode, stdout } = await runQuietly(['evidence', visitorFile, '--own', ownFile]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^VISITOR, /);
  assert.match(stdout, /Analysts call this: \S/);
  assert.match(stdout, /Not known: own spacecraft, size, cooperation, device, electromagnetic condition\./);
});

test('evidence as NDJSON holds every number, and no null where a number belongs', async () => {
  const { stdout } = await runQuietly(['evidence', stations, '--own', '25544', '--ndjson']);
  const evidences = linesOf<Evidence>(stdout);
  assert.ok(evidences.length >= 6);
  assert.equal(evidences[0]?.kind, 'evidence');
  assert.doesNotMatch(stdout, /:null|NaN/);
});

test('evidence written to a file leaves nothing behind when the input cannot be read', async () => {
  const output = join(folder, 'evidence.ndjson');
  const { exitCode } = await runQuietly([
    'evidence',
    golden('tle/celestrak-stations.tle'),
    '--own',
    'nobody',
    '-o',
    output,
  ]);
  assert.equal(exitCode, 2);
  assert.throws(() => readFileSync(output), { code: 'ENOENT' });
});

test('screening lists an object a line, and every approach as CSV', async () => {
  const table = await runQuietly(['screen', stations, '--own', '25544', '--range', '500']);
  assert.equal(table.exitCode, 0);
  assert.equal(table.stdout.trimEnd().split('\n').length, 9);
  assert.match(table.stderr, /197 approaches of 8 objects within 500 km/);
  const csv = await runQuietly(['screen', stations, '--own', '25544', '--range', '500', '--csv']);
  const [header, ...rows] = csv.stdout.trimEnd().split('\n');
  assert.match(header ?? '', /^object,name,tca_utc,range_km,relative_speed_km_s,/);
  assert.equal(rows.length, 197);
});

test('screening keeps slow passes alone when a speed is given', async () => {
  const { stdout } = await runQuietly([
    'screen',
    stations,
    '--own',
    '25544',
    '--range',
    '500',
    '--speed',
    '0.1',
    '--ndjson',
  ]);
  const speeds = linesOf<{ relativeSpeedKmPerS: number }>(stdout).map((row) => row.relativeSpeedKmPerS);
  assert.ok(speeds.length > 0 && speeds.every((speed) => speed <= 0.1));
});

test('screening against an ephemeris needs a catalog of element sets', async () => {
  const { exitCode, stderr } = await runQuietly(['screen', visitorFile, '--own', ownFile]);
  assert.equal(exitCode, 3);
  assert.match(stderr, /server\.no_catalog/);
});

test('an ephemeris made from an element set is read back as the same object', async () => {
  const output = join(folder, 'beak.oem');
  const made = await runQuietly(['ephemeris', stations, '--object', 'BEAK', '-o', output, '--step', '30']);
  assert.equal(made.exitCode, 0);
  assert.match(made.stderr, /states of BEAK in 1 segment\./);
  const both = await runQuietly(['evidence', output, stations, '--own', '25544', '--target', 'BEAK', '--ndjson']);
  const closest = linesOf<Evidence>(both.stdout).map(({ motionFacts }) => motionFacts.minRangeKm.toFixed(2));
  assert.equal(closest.length, 2);
  assert.equal(closest[0], closest[1]);
});

test('a relative ephemeris names the own spacecraft as its center', async () => {
  const { stdout } = await runQuietly(['ephemeris', visitorFile, '--own', ownFile, '--step', '60']);
  assert.match(stdout, /^CENTER_NAME = OWN$/m);
});

test('an ephemeris of one of many objects needs to be told which', async () => {
  assert.equal((await runQuietly(['ephemeris', stations])).exitCode, 2);
});

test('a slice gives one assessment for each part of a long motion', async () => {
  const whole = await runQuietly(['evidence', stations, '--own', '25544', '--target', '58460', '--ndjson']);
  const sliced = await runQuietly([
    'evidence',
    stations,
    '--own',
    '25544',
    '--target',
    '58460',
    '--slice',
    '4',
    '--ndjson',
  ]);
  assert.equal(linesOf<Evidence>(whole.stdout).length, 1);
  const windows = linesOf<Evidence>(sliced.stdout).map(({ window }) => window);
  assert.equal(windows.length, 3);
  assert.ok(windows.every(({ startUtcMs, endUtcMs }) => endUtcMs - startUtcMs <= 4 * 3_600_000));
});
