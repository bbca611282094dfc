import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Assessment } from '#domain';
import { assessmentBatchSize } from '../assess/assessor.ts';
import { fakeServices } from './testing/fake-services.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const log = join(folder, 'log.csv');
const base = ['--adapter', 'none', '--model', folder];
const targetCount = 20;

const parseLines = (text: string): Assessment[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Assessment);

before(async () => {
  await runQuietly(['simulate', '--count', String(targetCount), '--seed', '3', '-o', log]);
});

test('classifies every target of a log, in the order of the log', async () => {
  const { exitCode, stdout } = await runQuietly(['classify', log, '--ndjson', ...base]);
  const targets = parseLines(stdout).map(({ targetId }) => targetId);
  assert.equal(exitCode, 0);
  assert.deepEqual(
    targets,
    Array.from({ length: targetCount }, (_, i) => `target-${String(i + 1).padStart(5, '0')}`),
  );
});

test('reads standard input as it reads a file', async () => {
  const fromFile = await runQuietly(['classify', log, '--csv', ...base]);
  const fromPipe = await runQuietly(['classify', '-', '--csv', ...base], { stdin: readFileSync(log, 'utf8') });
  assert.equal(fromPipe.exitCode, 0);
  assert.equal(fromPipe.stdout.replaceAll('standard input', log), fromFile.stdout);
});

test('prints a table for people unless told otherwise', async () => {
  const { stdout } = await runQuietly(['classify', log, ...base]);
  assert.match(stdout, /^target +motion +operation +task +confidence +physics +last seen\n/);
  assert.equal(stdout.trimEnd().split('\n').length, targetCount + 1);
});

test('a broken record is told and kept, the good ones are classified, and the command exits 3', async () => {
  const broken = join(folder, 'broken.csv');
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  writeFileSync(broken, `${lines.toSpliced(5, 0, lines[5]!.replace(/\d+\.\d+/, 'NaN')).join('\n')}\n`);
  const rejected = join(folder, 'refused.ndjson');
  const { exitCode, stdout, stderr } = await runQuietly([
    'classify',
    broken,
    '--ndjson',
    '--rejected',
    rejected,
    ...base,
  ]);
  assert.equal(exitCode, 3);
  assert.equal(parseLines(stdout).length, targetCount);
  assert.match(stderr, /broken\.csv:6: domain\./);
  assert.equal(JSON.parse(readFileSync(rejected, 'utf8').trim()).line, 6);
});

test('of many refused records the first are told and the rest counted, and all are in the file', async () => {
  const broken = join(folder, 'rubbish.csv');
  writeFileSync(broken, `${readFileSync(log, 'utf8')}${'rubbish\n'.repeat(30_000)}`);
  const rejected = join(folder, 'rubbish.ndjson');
  const { exitCode, stderr } = await runQuietly(['classify', broken, '--csv', '--rejected', rejected, ...base]);
  assert.equal(exitCode, 3);
  assert.equal(stderr.match(/: domain\.wrong_column_count: /g)?.length, 5);
  assert.match(stderr, /and 29995 more/);
  assert.equal(readFileSync(rejected, 'utf8').trimEnd().split('\n').length, 30_000);
});

test('a log that fails as a whole leaves the file of refused records as it was', async () => {
  const binary = join(folder, 'binary.csv');
  writeFileSync(binary, `${readFileSync(log, 'utf8')}rubbish\n\0\n`);
  const rejected = join(folder, 'kept.ndjson');
  writeFileSync(rejected, 'as it was');
  const { exitCode } = await runQuietly(['classify', binary, '--rejected', rejected, ...base]);
  assert.equal(exitCode, 3);
  assert.equal(readFileSync(rejected, 'utf8'), 'as it was');
  assert.ok(!existsSync(`${rejected}.draft`));
});

test('a log in x, y, z is classified when its frame is told', async () => {
  const declared = join(folder, 'declared.csv');
  const names = [/\br_km\b/, /\bt_km\b/, /\bn_km\b/, /\bvr_km_s\b/, /\bvt_km_s\b/, /\bvn_km_s\b/];
  const axes = ['x_km', 'y_km', 'z_km', 'vx_km_s', 'vy_km_s', 'vz_km_s'];
  const text = names.reduce((csv, name, i) => csv.replace(name, axes[i]!), readFileSync(log, 'utf8'));
  writeFileSync(declared, text);
  assert.equal((await runQuietly(['classify', declared, '--csv', ...base])).exitCode, 3);
  const told = await runQuietly(['classify', declared, '--csv', '--frame', 'RIC', ...base]);
  assert.equal(told.exitCode, 0);
  const untouched = await runQuietly(['classify', log, '--csv', ...base]);
  assert.equal(told.stdout.replaceAll(declared, log), untouched.stdout);
});

test('with -o the same command again adds nothing and changes nothing', async () => {
  const out = join(folder, 'twice.ndjson');
  await runQuietly(['classify', log, '-o', out, ...base]);
  const once = readFileSync(out);
  const again = await runQuietly(['classify', log, '-o', out, ...base]);
  assert.match(again.stderr, /Going on after 20 targets/);
  assert.deepEqual(readFileSync(out), once);
});

test('refuses to go on in a file made with another strategy', async () => {
  const out = join(folder, 'mixed.ndjson');
  await runQuietly(['classify', log, '-o', out, ...base]);
  const { exitCode, stderr } = await runQuietly(['classify', log, '-o', out, '--strategy', 'basic', ...base]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /server\.output_exists: .*strategy cot instead of basic/);
  assert.match(stderr, /hint: .*--force/);
});

test('CSV and JSON files are finished from the same resumable lines, which are then gone', async () => {
  const out = join(folder, 'table.csv');
  const { exitCode } = await runQuietly(['classify', log, '-o', out, ...base]);
  assert.equal(exitCode, 0);
  assert.match(readFileSync(out, 'utf8'), /^target,source,window_start_utc/);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('table.csv')),
    ['table.csv'],
  );
});

test('Ctrl-C ends it after the batch in hand with 130, and the same command finishes', async () => {
  const out = join(folder, 'stopped.ndjson');
  const longLog = join(folder, 'long.csv');
  await runQuietly(['simulate', '--count', '70', '--seed', '3', '-o', longLog]);
  const command = ['classify', longLog, '-o', out, ...base];
  const controller = new AbortController();
  const services = fakeServices({ onBatch: () => controller.abort() });
  const stopped = await runQuietly(command, { services, signal: controller.signal });
  assert.equal(stopped.exitCode, 130);
  assert.equal(parseLines(readFileSync(out, 'utf8')).length, assessmentBatchSize);
  const { exitCode } = await runQuietly(command);
  assert.equal(exitCode, 0);
  assert.equal(parseLines(readFileSync(out, 'utf8')).length, 70);
});

test('a dry run reads the log and writes nothing', async () => {
  const out = join(folder, 'dry.ndjson');
  const { exitCode, stderr } = await runQuietly(['classify', log, '-o', out, '--dry-run', ...base]);
  assert.equal(exitCode, 0);
  assert.match(stderr, /Would classify 20 targets/);
  assert.ok(!existsSync(out));
});

test('a log that is not there exits 4, a missing model 5, a wrong option 2', async () => {
  const exitCodeOf = async (...args: string[]) => (await runQuietly(['classify', ...args])).exitCode;
  assert.equal(await exitCodeOf(join(folder, 'nothing.csv'), ...base), 4);
  assert.equal(await exitCodeOf(log, '--adapter', 'none', '--model', join(folder, 'nothing')), 5);
  assert.equal(await exitCodeOf(log, '--adapter', join(folder, 'nothing'), '--model', folder), 5);
  assert.equal(await exitCodeOf(log, '--strategy', 'guess'), 2);
});
