import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { type ParquetColumn, rowsPerGroup, writeParquet } from './parquet-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'noncoop-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Row {
  readonly name: string;
  readonly rangeKm: number | null;
  readonly seen: Date;
  readonly slips: number;
  readonly agrees: boolean;
}

const columns: readonly ParquetColumn<Row>[] = [
  { name: 'name', type: 'STRING', isNullable: false, value: (row) => row.name },
  { name: 'range_km', type: 'DOUBLE', isNullable: true, value: (row) => row.rangeKm },
  { name: 'seen_utc', type: 'TIMESTAMP', isNullable: false, value: (row) => row.seen },
  { name: 'slips', type: 'INT32', isNullable: false, value: (row) => row.slips },
  { name: 'agrees', type: 'BOOLEAN', isNullable: false, value: (row) => row.agrees },
];

const rowsUpTo = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `Ünïcödé ${i}`,
    rangeKm: i % 3 === 0 ? null : i / 7,
    seen: new Date(Date.UTC(2026, 0, 1) + i),
    slips: i % 2,
    agrees: i % 5 > 0,
  }));

async function* inBatches(rows: readonly Row[], size: number): AsyncGenerator<readonly Row[]> {
  for (let i = 0; i < rows.length; i += size) yield rows.slice(i, i + size);
}

const path = join(folder, 'rows.parquet');
const bufferOf = () => new Uint8Array(readFileSync(path)).buffer;

test('what is written is read back, each column in its type, missing values as null', async () => {
  const rows = rowsUpTo(7);
  await writeParquet(path, columns, inBatches(rows, 3), () => ({ made_by: 'test' }));
  const read = await parquetReadObjects({ file: bufferOf() });
  assert.deepEqual(
    read,
    rows.map(({ name, rangeKm, seen, slips, agrees }) => ({ name, range_km: rangeKm, seen_utc: seen, slips, agrees })),
  );
  const { schema, key_value_metadata } = parquetMetadata(bufferOf());
  assert.deepEqual(
    schema
      .slice(1)
      .map(({ name, type, repetition_type, converted_type }) => [name, type, repetition_type, converted_type]),
    [
      ['name', 'BYTE_ARRAY', 'REQUIRED', 'UTF8'],
      ['range_km', 'DOUBLE', 'OPTIONAL', undefined],
      ['seen_utc', 'INT64', 'REQUIRED', 'TIMESTAMP_MILLIS'],
      ['slips', 'INT32', 'REQUIRED', undefined],
      ['agrees', 'BOOLEAN', 'REQUIRED', undefined],
    ],
  );
  assert.deepEqual(key_value_metadata, [{ key: 'made_by', value: 'test' }]);
});

test('row groups are of a bounded size, and the bytes do not depend on the batches', async () => {
  const rows = rowsUpTo(rowsPerGroup * 2 + 5);
  await writeParquet(path, columns, inBatches(rows, 777));
  const once = readFileSync(path);
  const { row_groups } = parquetMetadata(bufferOf());
  assert.deepEqual(
    row_groups.map(({ num_rows }) => Number(num_rows)),
    [rowsPerGroup, rowsPerGroup, 5],
  );
  const read = await parquetReadObjects({ file: bufferOf(), rowStart: rowsPerGroup * 2 });
  assert.equal(read.at(-1)?.name, `Ünïcödé ${rows.length - 1}`);
  await writeParquet(path, columns, inBatches(rows, 10_001));
  assert.deepEqual(readFileSync(path), once);
});

test('a file without rows still has its columns', async () => {
  await writeParquet(path, columns, inBatches([], 1));
  const { schema, num_rows } = parquetMetadata(bufferOf());
  assert.deepEqual([schema.length, Number(num_rows)], [columns.length + 1, 0]);
});

test('rows that fail leave the old file as it was', async () => {
  await writeParquet(path, columns, inBatches(rowsUpTo(2), 1));
  const before = readFileSync(path);
  async function* failing(): AsyncGenerator<readonly Row[]> {
    yield rowsUpTo(1);
    throw new Error('no more');
  }
  await assert.rejects(writeParquet(path, columns, failing()), /no more/);
  assert.deepEqual(readFileSync(path), before);
  assert.ok(!existsSync(`${path}.draft`));
});
