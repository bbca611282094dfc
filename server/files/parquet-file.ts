import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { type Draft, openDraft } from './durable-file.ts';

/** Types of columns; a timestamp is UTC, in milliseconds. */
export type ParquetType = 'STRING' | 'DOUBLE' | 'INT32' | 'BOOLEAN' | 'TIMESTAMP';

/** One column of a flat file. */
export interface ParquetColumn<Row> {
  readonly name: string;
  readonly type: ParquetType;
  /** Whether a value may be missing. */
  readonly isNullable: boolean;
  readonly value: (row: Row) => string | number | boolean | Date | null;
}

/** Rows of a row group: what is held in memory at a time, and what a reader unpacks at once. */
export const rowsPerGroup = 10_000;

/**
 * Writes a Parquet file from rows as they come, so that it is either the old one or the new one, never half of it. Equal
 * rows give equal bytes, however they are cut into batches.
 *
 * @param metadata  told in the footer, as key and value
 * @throws AppError `server.output_unwritable`
 */
export async function writeParquet<Row>(
  path: string,
  columns: readonly ParquetColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
  metadata: () => Readonly<Record<string, string>> = () => ({}),
): Promise<void> {
  const draft = await openDraft(path);
  try {
    const parquet = new ParquetWriter({
      writer: new DraftWriter(draft),
      schema: schemaFromColumnData({ columnData: emptyGroup(columns) }),
      createdBy: 'noncoop',
    });
    for await (const columnData of groupsOf(columns, batches)) {
      await parquet.write({ columnData, rowGroupSize: rowsPerGroup });
    }
    parquet.kvMetadata = Object.entries(metadata()).map(([key, value]) => ({ key, value }));
    await parquet.finish();
    await draft.keep();
  } catch (thrown) {
    await draft.drop();
    throw thrown;
  }
}

/** Gives to the draft what was written of a row group. */
class DraftWriter extends ByteWriter {
  readonly #draft: Draft;

  constructor(draft: Draft) {
    super();
    this.#draft = draft;
  }

  async flush(): Promise<void> {
    await this.#draft.write(this.getBytes());
    this.index = 0;
  }

  override finish(): Promise<void> {
    return this.flush();
  }
}

/** The values of each column, a row group at a time; the rows themselves are not held. */
async function* groupsOf<Row>(
  columns: readonly ParquetColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Group> {
  let group = emptyGroup(columns);
  let rows = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      for (const [i, { value }] of columns.entries()) group[i]!.data.push(value(row));
      rows += 1;
      if (rows < rowsPerGroup) continue;
      yield group;
      group = emptyGroup(columns);
      rows = 0;
    }
  }
  if (rows > 0) yield group;
}

type Group = (Omit<ColumnSource, 'data'> & { readonly data: unknown[] })[];

const emptyGroup = <Row>(columns: readonly ParquetColumn<Row>[]): Group =>
  columns.map(({ name, type, isNullable }) => ({ name, type, nullable: isNullable, data: [] }));
