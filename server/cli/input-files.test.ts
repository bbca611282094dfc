import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ObservationRecord, Reading } from '#domain';
import { type InputFiles, openInputFiles } from './input-files.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const nobody = Readable.from([]);
const header = 'target,epoch_utc,r_km,t_km,n_km,vr_km_s,vt_km_s,vn_km_s\n';
const rowsOf = (target: string) =>
  [0, 1, 2].map((minute) => `${target},2026-01-01T00:0${minute}:00Z,1,2,3,0,0,0\n`).join('');
const logOf = (target: string) => header + rowsOf(target);
const sha256 = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

async function readingsOf({ files }: InputFiles): Promise<readonly Reading<ObservationRecord>[]> {
  const all: Reading<ObservationRecord>[] = [];
  for (const { readings } of files) for await (const reading of readings) all.push(reading);
  return all;
}

/** Accepted readings as their targets, refused ones as file name and code. */
const inShort = (readings: readonly Reading<ObservationRecord>[]) =>
  readings.map((reading) => {
    if (reading.kind === 'rejected') return `${reading.rejection.source.split('/').at(-1)} ${reading.rejection.code}`;
    return reading.kind === 'accepted' && reading.value.kind === 'track' ? reading.value.targetId : reading.kind;
  });

const logs = join(folder, 'logs');
mkdirSync(join(logs, 'b-deeper'), { recursive: true });
writeFileSync(join(logs, 'd.csv'), logOf('last'));
writeFileSync(join(logs, 'b-deeper', 'x.csv'), logOf('deep'));
writeFileSync(join(logs, 'c-packed.csv'), gzipSync(logOf('packed')));
writeFileSync(join(logs, 'a.csv'), logOf('first'));
writeFileSync(join(logs, 'c-notes.txt'), `nothing to see ${'here '.repeat(100_000)}`);
writeFileSync(join(logs, 'c-broken.csv'), gzipSync(logOf('broken')).subarray(0, -4));
symlinkSync(join(logs, 'nowhere'), join(logs, 'e-link'));
symlinkSync(logs, join(logs, 'f-circle'));
const written = join(logs, 'out.csv');
writeFileSync(written, logOf('output'));

test('a folder is read file by file in order of name, and what is no observations is refused with the reason', async () => {
  const input = await openInputFiles([logs], nobody, { folders: { leaveOut: [written] } });
  const readings = await readingsOf(input);
  assert.deepEqual(inShort(readings), [
    'first',
    'deep',
    'c-broken.csv domain.binary_log',
    'c-notes.txt domain.unknown_format',
    'packed',
    'last',
    'e-link server.input_missing',
    'f-circle server.input_missing',
  ]);
  const refused = readings.flatMap((reading) => (reading.kind === 'rejected' ? [reading.rejection.message] : []));
  assert.match(refused[1]!, /^expected a relative-state log.*got a file that begins with "nothing to see/);
  assert.match(refused[2]!, /got a link to nothing/);
});

test('the hash and the size are those of every byte in the folder, read or refused', async () => {
  const input = await openInputFiles([logs], nobody, { folders: { leaveOut: [written] } });
  assert.equal(input.meter.isWhole, false);
  await readingsOf(input);
  const names = ['a.csv', 'b-deeper/x.csv', 'c-broken.csv', 'c-notes.txt', 'c-packed.csv', 'd.csv'];
  const contents = names.map((name) => readFileSync(join(logs, name)));
  assert.equal(input.sha256(), sha256(...contents));
  assert.equal(
    input.sizeBytes,
    contents.reduce((sum, { length }) => sum + length, 0),
  );
  assert.equal(input.meter.bytes, input.sizeBytes);
  assert.equal(input.meter.isWhole, true);
});

test('the listing of a folder tells it from one with another file', async () => {
  const listing = async (...leaveOut: string[]) =>
    (await openInputFiles([logs], nobody, { folders: { leaveOut } })).listingSha256;
  assert.equal(await listing(written), await listing(written));
  assert.notEqual(await listing(written), await listing());
  assert.equal((await openInputFiles([written], nobody)).listingSha256, null);
});

test('a packed log and standard input are told by their bytes', async () => {
  const packed = await openInputFiles([join(logs, 'c-packed.csv')], nobody);
  assert.deepEqual(inShort(await readingsOf(packed)), ['packed']);
  assert.equal(packed.meter.lines, 4);
  const piped = await openInputFiles(['-'], Readable.from([gzipSync(logOf('piped'))]));
  assert.deepEqual(inShort(await readingsOf(piped)), ['piped']);
  assert.deepEqual([piped.source, piped.sizeBytes], ['standard input', null]);
});

test('a file that was named itself fails as a whole', async () => {
  for (const [name, code] of [
    ['c-notes.txt', 'domain.unknown_format'],
    ['c-broken.csv', 'domain.binary_log'],
  ] as const) {
    await assert.rejects(readingsOf(await openInputFiles([join(logs, name)], nobody)), { code });
  }
});

test('a folder is no file where folders are not asked for, and an empty one holds nothing', async () => {
  const missing = { code: 'server.input_missing' };
  await assert.rejects(openInputFiles([logs], nobody), missing);
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  await assert.rejects(openInputFiles([empty], nobody, { folders: { leaveOut: [] } }), missing);
});

test('a file of the own spacecraft that lies in the folder is read once', async () => {
  const own = join(logs, 'b-deeper/../a.csv');
  const input = await openInputFiles([logs], nobody, { own, folders: { leaveOut: [] } });
  assert.equal(input.files.filter(({ source }) => source.endsWith('a.csv')).length, 1);
  assert.deepEqual(input.own, { source: join(logs, 'a.csv') });
});
