import { openStore } from '../../store/open-store.ts';
import { tinyTuning } from '../../testing/tiny-tuning.ts';
import { openJobs } from '../open-jobs.ts';
import { tuningKind, tuningOf } from '../tuning-kind.ts';

/**
 * Works a tiny tuning run in a process of its own, for a test to kill.
 *
 * Usage: tuning-process.ts DATA_DIR MODEL_DIR FOLDER
 */
const [dataDir = '', modelDir = '', folder = ''] = process.argv.slice(2);
const store = await openStore({ dataDir });
const kinds = [tuningKind({ store, dataDir, modelDir })];
const jobs = await openJobs({ store, kinds, place: 'console', now: () => new Date(), log: console.error });
await jobs.desk.enqueue(tuningOf({ ...tinyTuning, folder, steps: 200 }, null));
await jobs.start();
