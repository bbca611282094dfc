import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import type { Assessment } from '#domain';
import { exitCodes } from './exit-codes.ts';
import { runProgram } from './program.ts';
import { fakeServices } from './testing/fake-services.ts';
import { catcher, runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const base = ['--adapter', 'none', '--model', folder];
const log = join(folder, 'log.csv');
const targetCount = 150;

const parseLines = (text: string): Assessment[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Assessment);

const header = 'target,epoch_utc,r_km,t_km,n_km,vr_km_s,vt_km_s,vn_km_s,device\n';

/** A few rows of one target that recedes along the track at 10 m/s. */
const rowsOf = (target: string, device = 'imager', day = 1): string =>
  [0, 1, 2, 3]
    .map((minute) => `${target},2026-01-0${day}T00:0${minute}:00Z,0,${5 + 0.6 * minute},0,0,0.01,0,${device}\n`)
    .join('');

before(async () => {
  await runQuietly(['simulate', '--count', String(targetCount), '--seed', '8', '-o', log]);
});

test('a folder is classified file by file, packed or not, and what else lies there is refused and told', async () => {
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'b.csv'), gzipSync(header + rowsOf('second')));
  writeFileSync(join(logs, 'a.csv'), header + rowsOf('first'));
  writeFileSync(join(logs, 'notes.txt'), 'remember the milk\n');
  const out = join(logs, 'out.ndjson');
  const run = () => runQuietly(['classify', logs, '-o', out, ...base]);
  const { exitCode, stderr } = await run();
  assert.equal(exitCode, exitCodes.rejected);
  assert.deepEqual(
    parseLines(readFileSync(out, 'utf8')).map(({ targetId }) => targetId),
    ['first', 'second'],
  );
  assert.match(stderr, /notes\.txt:0: domain\.unknown_format: expected a relative-state log/);
  const again = await run();
  assert.match(again.stderr, /Going on after 2 targets/);
  assert.match(again.stderr, /Refused 1 record: domain\.unknown_format 1\./);
});

test('a packed log through a pipe gives what the plain file gives', async () => {
  const fromFile = await runQuietly(['classify', log, '--ndjson', ...base]);
  const services = fakeServices();
  const [stdout, stderr] = [catcher(), catcher()];
  const stdin = Readable.from([gzipSync(readFileSync(log))]);
  const signal = new AbortController().signal;
  const nowMs = () => performance.now();
  const terminal = { stdin, stdout: stdout.stream, stderr: stderr.stream, signal, nowMs };
  assert.equal(await runProgram(['classify', '-', '--ndjson', ...base], terminal, services), 0);
  assert.equal(stdout.text().replaceAll('standard input', log), fromFile.stdout);
});

test('Parquet has the rows and columns of the CSV, each value in its type', async () => {
  const out = join(folder, 'out.parquet');
  const { exitCode } = await runQuietly(['classify', log, '-o', out, ...base]);
  assert.equal(exitCode, 0);
  const read = await parquetReadObjects({ file: new Uint8Array(readFileSync(out)).buffer });
  const { stdout: csv } = await runQuietly(['classify', log, '--csv', ...base]);
  const { stdout: ndjson } = await runQuietly(['classify', log, '--ndjson', ...base]);
  const rows = parseLines(ndjson);
  assert.equal(read.length, targetCount);
  assert.deepEqual(Object.keys(read[0]!), csv.slice(0, csv.indexOf('\r\n')).split(','));
  for (const [i, row] of read.entries()) {
    const { targetId, windowStartUtc, motion, confidence, physics, slips, output, adapter, evidence } = rows[i]!;
    assert.deepEqual(
      [row.target, row.motion, row.confidence, row.physics_agrees, row.slips, row.answer, row.adapter_sha256],
      [targetId, motion.label, confidence, physics.agrees, slips.length, output, adapter],
    );
    assert.deepEqual(row.window_start_utc, new Date(windowStartUtc));
    assert.equal(row.min_range_km, evidence.motionFacts.minRangeKm);
  }
});

test('Parquet goes to a file of any name, and not to standard output', async () => {
  const out = join(folder, 'assessments');
  assert.equal((await runQuietly(['classify', log, '--parquet', '-o', out, ...base])).exitCode, 0);
  assert.equal(readFileSync(out).subarray(0, 4).toString(), 'PAR1');
  assert.equal((await runQuietly(['classify', log, '--parquet', ...base])).exitCode, exitCodes.usage);
  assert.equal((await runQuietly(['classify', log, '--parquet', '--csv', '-o', out, ...base])).exitCode, 2);
});

test('records with the same words are asked once, and each target keeps its own name and window', async () => {
  const twins = join(folder, 'twins.csv');
  const devices = ['imager', 'imager', 'jammer', 'imager', 'jammer'];
  writeFileSync(twins, header + devices.map((device, i) => rowsOf(`t${i}`, device, 1 + i)).join(''));
  let asked = 0;
  const onBatch = (records: readonly string[]) => {
    asked += records.length;
  };
  const services = fakeServices({ onBatch });
  const { stdout, stderr } = await runQuietly(['classify', twins, '--ndjson', ...base], { services });
  const rows = parseLines(stdout);
  assert.equal(asked, 2);
  assert.deepEqual(
    rows.map(({ targetId, evidence, windowStartUtc }) => [targetId, evidence.targetId, windowStartUtc]),
    devices.map((_, i) => [`t${i}`, `t${i}`, `2026-01-0${1 + i}T00:00:00.000Z`]),
  );
  assert.equal(rows[3]!.output, rows[0]!.output);
  assert.match(stderr, /Classified 5 targets in .*; 3 of them told in the words of others and not asked again\./);
});

test('the summary counts the targets per label and the refused records per reason; quiet leaves it out', async () => {
  const broken = join(folder, 'broken.csv');
  writeFileSync(broken, `${readFileSync(log, 'utf8')}rubbish\nrubbish\n`);
  const { stdout, stderr } = await runQuietly(['classify', broken, '--ndjson', ...base]);
  const rows = parseLines(stdout);
  for (const level of ['motion', 'operation', 'task'] as const) {
    const [, told] = new RegExp(`^ {2}${level} +(.*)$`, 'm').exec(stderr) ?? [];
    const counts = (told ?? '').split(', ').map((part) => part.split(' '));
    assert.equal(
      counts.reduce((sum, [, count]) => sum + Number(count), 0),
      targetCount,
    );
    for (const [label, count] of counts) {
      assert.equal(rows.filter((row) => row[level].label === label).length, Number(count));
    }
  }
  assert.match(stderr, /^Refused 2 records: domain\.wrong_column_count 2\.$/m);
  const quiet = await runQuietly(['classify', broken, '--ndjson', '--quiet', ...base]);
  assert.equal(quiet.stderr.match(/wrong_column_count/g)?.length, 2);
  assert.doesNotMatch(quiet.stderr, /Classified|targets ·|Refused/);
});

test('with --json progress and summary are JSON as well', async () => {
  const { stderr } = await runQuietly(['classify', log, '--json', ...base]);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { done, total, kind } = lines.findLast((line) => line.kind === 'progress');
  assert.deepEqual([kind, done, total], ['progress', targetCount, targetCount]);
  const { targets, kept, refused, output } = lines.at(-1);
  assert.deepEqual([lines.at(-1).kind, targets, kept, refused, output], ['summary', targetCount, 0, {}, null]);
});

/** Stops a run after its first batch. */
async function stopMidway(input: string, out: string) {
  const controller = new AbortController();
  const services = fakeServices({ onBatch: () => controller.abort() });
  const stopped = await runQuietly(['classify', input, '-o', out, ...base], { services, signal: controller.signal });
  assert.equal(stopped.exitCode, exitCodes.interrupted);
}

test('an input that changed since is refused, nothing is lost, and with the old input the work goes on', async () => {
  const original = readFileSync(log, 'utf8');
  const undisturbed = join(folder, 'whole.ndjson');
  await runQuietly(['classify', log, '-o', undisturbed, ...base]);
  const input = join(folder, 'changing.csv');
  const out = join(folder, 'changing.ndjson');
  writeFileSync(input, original);
  await stopMidway(input, out);
  const kept = readFileSync(out);
  const lastDigit = original.lastIndexOf('1');
  for (const changed of [
    `${original.slice(0, lastDigit)}2${original.slice(lastDigit + 1)}`,
    original + rowsOf('one-more').replaceAll(',imager', ',imager,,,,,'),
    original.slice(0, original.length / 2),
    header,
  ]) {
    writeFileSync(input, changed);
    const { exitCode, stderr } = await runQuietly(['classify', input, '-o', out, ...base]);
    assert.equal(exitCode, changed === header ? exitCodes.rejected : exitCodes.usage, stderr);
    if (changed !== header) assert.match(stderr, /server\.output_exists: Expected the input that .* was made from/);
    assert.deepEqual(readFileSync(out), kept);
  }
  writeFileSync(input, original);
  assert.equal((await runQuietly(['classify', input, '-o', out, ...base])).exitCode, 0);
  const withoutName = readFileSync(out, 'utf8').replaceAll(input, log);
  assert.equal(withoutName, readFileSync(undisturbed, 'utf8'));
});

test('a log that grew after the output was finished is refused', async () => {
  const input = join(folder, 'growing.csv');
  const out = join(folder, 'growing.ndjson');
  writeFileSync(input, header + rowsOf('a'));
  await runQuietly(['classify', input, '-o', out, ...base]);
  writeFileSync(input, header + rowsOf('a') + rowsOf('b', 'jammer'));
  const before = readFileSync(out);
  assert.equal((await runQuietly(['classify', input, '-o', out, ...base])).exitCode, exitCodes.usage);
  assert.deepEqual(readFileSync(out), before);
  assert.equal((await runQuietly(['classify', input, '-o', out, '--force', ...base])).exitCode, 0);
  assert.equal(parseLines(readFileSync(out, 'utf8')).length, 2);
});

test('facts that changed since are refused as another setting', async () => {
  const facts = join(folder, 'facts.csv');
  const out = join(folder, 'facts.ndjson');
  const args = ['classify', log, '-o', out, '--facts', facts, ...base];
  writeFileSync(facts, 'target,size\n*,small\n');
  assert.equal((await runQuietly(args)).exitCode, 0);
  writeFileSync(facts, 'target,size\n*,large\n');
  const { exitCode, stderr } = await runQuietly(args);
  assert.equal(exitCode, exitCodes.usage);
  assert.match(stderr, /factsSha256/);
});

test('a stopped run told in few words goes on with the same answers, and asks for none of them again', async () => {
  const input = join(folder, 'few.csv');
  const out = join(folder, 'few.ndjson');
  const targets = Array.from({ length: 600 }, (_, i) => rowsOf(`t${i}`, ['imager', 'jammer', 'antenna'][i % 3]));
  writeFileSync(input, header + targets.join(''));
  await stopMidway(input, out);
  assert.equal(parseLines(readFileSync(out, 'utf8')).length, 256);
  const services = fakeServices({ onBatch: () => assert.fail('asked again') });
  const { exitCode, stderr } = await runQuietly(['classify', input, '-o', out, ...base], { services });
  assert.equal(exitCode, 0);
  assert.match(stderr, /Classified 344 targets in .*, after 256 of an earlier run; 344 of them/);
  const rows = parseLines(readFileSync(out, 'utf8'));
  assert.deepEqual(
    rows.map(({ targetId }) => targetId),
    targets.map((_, i) => `t${i}`),
  );
});

test('of a long stream only so many targets are held at once', async () => {
  // More than the reader keeps open, which is 10,000; beyond it a tenth is given on.
  const [count, targetsPerChunk] = [13_000, 200];
  let [read, written, mostHeld] = [0, 0, 0];
  async function* generated() {
    yield header;
    for (let i = 0; i < count; i += targetsPerChunk) {
      let chunk = '';
      for (let j = i; j < i + targetsPerChunk; j++) chunk += rowsOf(`t${j}`, `imager ${j % 7}`);
      read += targetsPerChunk;
      mostHeld = Math.max(mostHeld, read - written);
      yield chunk;
    }
  }
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const byte of chunk) if (byte === 0x0a) written += 1;
      done();
    },
  });
  const terminal = {
    stdin: Readable.from(generated(), { objectMode: false, highWaterMark: 1 }),
    stdout,
    stderr: catcher().stream,
    signal: new AbortController().signal,
    nowMs: () => performance.now(),
  };
  assert.equal(await runProgram(['classify', '-', '--ndjson', ...base], terminal, fakeServices()), 0);
  assert.equal(written, count);
  // 10,000 open, 256 read ahead, 256 in a batch, and some chunks on their way in.
  assert.ok(mostHeld < 11_200, `${mostHeld} targets were held at once`);
});
