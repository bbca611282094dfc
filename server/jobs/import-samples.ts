import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Store } from '../store/open-store.ts';
import { importOf } from './import-kind.ts';
import { hashOfImport, noSettings } from './import-log.ts';
import type { JobDesk } from './job-desk.ts';
import type { LogFiles } from './log-files.ts';

/** A sample of bad input for trying the upload; it has nothing to classify. */
const notImported = 'rubbish.jsonl';

/** Queues the import of the sample logs that are neither in the store nor queued yet, in order of name. */
export async function importSamples(
  { store, files, jobs }: { store: Store; files: LogFiles; jobs: JobDesk },
  samplesDir: string,
): Promise<void> {
  const names = (await readdir(samplesDir))
    .filter((name) => /\.(csv|jsonl)$/.test(name) && name !== notImported)
    .sort();
  const queued = (await store.jobs.unfinished()).filter(({ kind }) => kind === 'import').map(({ subject }) => subject);
  for (const name of names.filter((name) => !queued.includes(name))) {
    const kept = await files.keep(createReadStream(path.join(samplesDir, name)));
    const role = 'observations' as const;
    const hash = hashOfImport({ files: [{ role, sha256: kept.sha256 }], settings: noSettings });
    if (await store.logs.findByHash(hash)) continue;
    await jobs.enqueue(importOf([{ name, role, kept }], noSettings, 'sample', null));
  }
}
