import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#errors';
import { buildReport } from '#tuner';
import type { AsideAnswer, AsideTask } from './compute-aside.ts';
import { baselineEntrant } from './entrants.ts';
import { recordGroups } from './record-sets.ts';

/** Does the one task of this thread and says what came of it. */
async function work(task: AsideTask): Promise<unknown> {
  if (task.kind === 'groups') return recordGroups(task.seed, task.n, task.sets);
  if (task.kind === 'report') return buildReport(task.sets, task.origin);
  const opened = await baselineEntrant(task.name, task.seed).open();
  const answered: unknown[] = [];
  for (const group of task.groups) answered.push(await opened.answer(group, 0, group.records.length));
  return { contestant: opened.contestant, outcomes: answered };
}

const answer: AsideAnswer = await work(workerData as AsideTask).then(
  (result) => ({ kind: 'done', result }),
  (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'failed', code: error.code, message: error.message, hint: error.hint };
  },
);
parentPort!.postMessage(answer);
