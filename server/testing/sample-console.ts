import { writeTinyModel } from '../../tuner/testing/tiny-model.ts';
import { classificationOf } from '../jobs/classification-kind.ts';
import { noSettings } from '../jobs/import-log.ts';
import { tuningOf } from '../jobs/tuning-kind.ts';
import { fixtureReport } from './fixture-report.ts';
import { ephemerisPair, goldenText } from './observation-files.ts';
import { logText, simulatedTracks, startTestConsole, type TestConsole } from './test-console.ts';
import { tinyTuning } from './tiny-tuning.ts';

/**
 * A console with something of everything on its pages: targets that are assessed (log 1: the seven motions, one too short,
 * one bad line; log 2: two ephemerides; log 3: a catalog), one that waits (log 4, job 4), a file that was refused (job 5),
 * a review and a second answer of assessment 1, two tuning runs (jobs 6 and 7), an evaluation on the reviewed target (job 8).
 */
export async function startSampleConsole(): Promise<TestConsole> {
  const cleaning: (() => unknown)[] = [];
  const modelDir = await writeTinyModel({ after: (clean) => void cleaning.push(clean) });
  const running = await startTestConsole({ report: fixtureReport, marking: 'EXERCISE', modelDir });
  const [track] = simulatedTracks(1, 90);
  const short = { ...track!, targetId: 'short', states: track!.states.slice(0, 2) };
  await running.importText('seven.jsonl', `${logText([...simulatedTracks(7), short])}not a record\n`);
  const pair = ephemerisPair({ seed: 3, motion: 'flyaround', orbit: 'low' });
  await running.importFiles([
    { name: 'own.oem', role: 'own', text: pair.own },
    { name: 'target.oem', text: pair.target },
  ]);
  const stations = { name: 'stations.csv', text: goldenText('omm/celestrak-stations.csv') };
  await running.importFiles([stations], { ...noSettings, own: '25544' });
  for (const log of [1, 2, 3]) await running.queue.enqueue(log);
  await running.queue.start();
  await running.queue.idle();
  const waiting = await running.importText('waiting.jsonl', logText(simulatedTracks(1, 60)));
  // Queued, but no process takes it up before a test says so.
  await running.store.jobs.put(classificationOf(waiting, 'cot', null), new Date());
  await post(running, '/assessments/1/review', { motion: 'flyby', operation: 'none', task: 'attack', note: '' });
  await post(running, '/assessments/1/rerun');
  const form = new FormData();
  form.set('log', new Blob(['']), 'first.jsonl');
  await fetch(`${running.url}/upload`, { method: 'POST', body: form });
  for (const name of ['first', 'second'])
    await running.jobs.enqueue(tuningOf({ ...tinyTuning, name, folder: name }, null));
  await post(running, '/evaluation', { what: 'labels', models: 'tuned,base', strategies: 'basic,cot' });
  await running.queue.idle();
  return {
    ...running,
    async close() {
      await running.close();
      for (const clean of cleaning) await clean();
    },
  };
}

/** Pages of {@link startSampleConsole}, one or more of each kind, errors and empty lists among them. */
export const samplePages: readonly string[] = [
  '/',
  '/targets',
  '/targets?q=nothing-like-this',
  '/targets?severity=critical&below=99&since=2026-01-01&watched=yes',
  '/targets?below=much',
  '/targets/hovering-1',
  '/targets/flyby-2',
  '/targets/short',
  '/targets/hovering-60',
  '/targets/2026-002A',
  '/targets/49044',
  '/targets/nobody',
  '/logs',
  '/logs/1',
  '/logs/2?known=1',
  '/logs/3',
  '/jobs',
  '/jobs?state=cancelled',
  '/jobs/1',
  '/jobs/4',
  '/jobs/5',
  '/upload',
  '/formats',
  '/tuning',
  '/tuning/new',
  '/tuning/promotions',
  '/tuning/6',
  '/tuning/6/promote',
  '/tuning/compare?run=6&run=7',
  '/tuning/77',
  '/evaluation',
  '/evaluation?report=1',
  '/evaluation?report=77',
  '/evaluation/new',
  '/evaluation?level=motion',
  '/evaluation?contestant=baseline/rules',
  '/about',
  '/assessments/1',
  '/assessments/1/compare',
  '/assessments/1/what-if',
  '/assessments/1/what-if?device=jammer&lighting=eclipse&turn=full+turn&remarks=',
  '/assessments/1/nearest-change',
  '/assessments/1/report',
  '/assessments/77',
  '/corrections',
  '/corrections?q=nothing-like-this',
  '/api',
  '/api/listTargets',
  '/api/uploadLog',
  '/api/followJob',
  '/api/schemas/Evidence',
  '/api/nothing',
  '/nowhere',
];

/** A console with accounts: `ada` administrates and has a token, `bob` reads. */
export async function startSharedConsole(): Promise<TestConsole> {
  const running = await startTestConsole({ accounts: { ada: 'admin', bob: 'viewer' } });
  const cookie = await running.cookieOf('ada');
  await post(running, '/account/tokens', { name: 'nightly export', role: 'viewer', days: '9' }, cookie);
  return running;
}

/** Pages of {@link startSharedConsole}, with who looks at them. */
export const sharedPages: readonly { readonly address: string; readonly as: 'ada' | 'bob' | null }[] = [
  { address: '/sign-in', as: null },
  { address: '/account', as: 'ada' },
  { address: '/admin/accounts', as: 'ada' },
  { address: '/admin/audit', as: 'ada' },
  { address: '/', as: 'bob' },
  { address: '/admin/audit', as: 'bob' },
];

async function post({ url }: TestConsole, path: string, fields: Record<string, string> = {}, cookie = '') {
  const headers = cookie === '' ? {} : { cookie, origin: url };
  const body = new URLSearchParams(fields);
  const { status } = await fetch(url + path, { method: 'POST', body, headers, redirect: 'manual' });
  if (status >= 400) throw new TypeError(`expected ${path} to be taken, got ${status}`);
}
