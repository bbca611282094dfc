import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe } from 'node:test';
import type { StorePlace } from '../store/open-store.ts';
import { findPostgres, startPostgres } from './postgres-server.ts';

/** A place for a new store, and its end. */
interface NewPlace {
  readonly place: StorePlace;
  readonly end: () => Promise<void>;
}

/**
 * Describes the same tests for the embedded database and for PostgreSQL. Where PostgreSQL is not installed its tests are
 * skipped, and that is told; in CI it has to be there.
 *
 * @param tests  describes them; the place is there once they run
 */
export async function onEveryDatabase(tests: (place: () => StorePlace) => void): Promise<void> {
  await onDatabase('the embedded database', embeddedPlace, tests);
  const binFolder = await findPostgres();
  if (binFolder === null && process.env.CI) throw new Error('expected PostgreSQL to be installed, got none');
  const skip = binFolder === null ? 'PostgreSQL is not installed' : false;
  await onDatabase('PostgreSQL', () => postgresPlace(binFolder ?? ''), tests, skip);
}

function onDatabase(
  name: string,
  make: () => Promise<NewPlace>,
  tests: (place: () => StorePlace) => void,
  skip: string | false = false,
) {
  return describe(`on ${name}`, { skip }, () => {
    let made: NewPlace;
    before(async () => {
      made = await make();
    });
    after(() => made.end());
    tests(() => made.place);
  });
}

async function embeddedPlace(): Promise<NewPlace> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'noncoop-store-'));
  return { place: { dataDir }, end: () => rm(dataDir, { recursive: true }) };
}

async function postgresPlace(binFolder: string): Promise<NewPlace> {
  const server = await startPostgres(binFolder);
  return { place: { dataDir: null, databaseUrl: await server.newDatabase() }, end: () => server.stop() };
}
