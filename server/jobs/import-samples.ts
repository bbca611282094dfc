import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Store } from '../store/open-store.ts';
import type { ClassifyQueue } from './classify-queue.ts';
import { importLog } from './import-log.ts';
import type { LogFiles } from './log-files.ts';

/** A sample of bad input for trying the upload; it has nothing to classify. */
const notImported = 'rubbish.jsonl';

/** Takes in the sample logs that are not in the store yet and puts them in the queue, in order of name. */
export async function importSamples(
  { store, files, queue, now }: { store: Store; files: LogFiles; queue: ClassifyQueue; now: () => Date },
  samplesDir: string,
): Promise<void> {
  const names = (await readdir(samplesDir))
    .filter((name) => /\.(csv|jsonl)$/.test(name) && name !== notImported)
    .sort();
  for (const name of names) {
    const kept = await files.keep(createReadStream(path.join(samplesDir, name)));
    const file = { name, role: 'observations', kept } as const;
    const { log, isNew } = await importLog(store, { files: [file], origin: 'sample', now: now() });
    if (isNew) await queue.enqueue(log.id);
  }
}
