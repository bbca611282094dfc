import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { AppError } from '#errors';
import { openStore, type Store } from '../store/open-store.ts';
import { readPassword } from './read-password.ts';
import { fakeServices } from './testing/fake-services.ts';
import { catcher, runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const password = 'correct horse battery staple';

/** Calls a command with one store that stays open. */
const store: Store = await openStore({ dataDir: null });
const services = { ...fakeServices(), openStore: async () => ({ ...store, close: async () => {} }) };
const account = (args: readonly string[], stdin = '') => runQuietly(['account', ...args], { services, stdin });

test('the first account has to be an admin', async () => {
  const { exitCode, stderr } = await account(['add', 'ada'], password);
  assert.equal(exitCode, 2);
  assert.match(stderr, /server\.last_admin/);
});

test('an account is added with its password from standard input or a file, and is on record', async () => {
  const added = await account(['add', 'ada', '--role', 'admin'], `${password}\n`);
  assert.deepEqual([added.exitCode, added.stdout], [0, 'ada may sign in, as admin.\n']);
  const file = join(folder, 'password.txt');
  writeFileSync(file, `${password}\r\n`);
  assert.equal((await account(['add', 'grace', '--password-file', file])).exitCode, 0);
  const { rows } = await store.audit.page({ limit: 9, offset: 0 });
  assert.deepEqual(
    rows.map(({ via, action, about }) => [via, action, about]),
    [
      ['command', 'noncoop account add', 'grace'],
      ['command', 'noncoop account add', 'ada'],
    ],
  );
});

test('what cannot be an account is refused by its exit code', async () => {
  assert.equal((await account(['add', 'grace'], password)).exitCode, 3);
  assert.equal((await account(['add', 'short'], 'short')).exitCode, 3);
  assert.equal((await account(['add', '<b>'], password)).exitCode, 3);
  assert.equal((await account(['role', 'nobody', 'admin'])).exitCode, 4);
  assert.equal((await account(['role', 'grace', 'emperor'])).exitCode, 2);
  assert.equal((await account(['add', 'x', '--password-file', join(folder, 'none')])).exitCode, 4);
});

test('role, password, disable and remove say what they did', async () => {
  assert.match((await account(['role', 'grace', 'analyst'])).stdout, /grace is analyst now/);
  assert.match((await account(['password', 'grace'], 'another long password')).stdout, /signed out everywhere/);
  assert.match((await account(['disable', 'grace'])).stdout, /may not sign in/);
  assert.match((await account(['list'])).stdout, /grace +analyst +disabled/);
  assert.match((await account(['disable', 'grace', '--undo'])).stdout, /may sign in again/);
  assert.equal((await account(['remove', 'ada'])).exitCode, 2);
  assert.match((await account(['remove', 'grace'])).stdout, /^grace is removed\.\n$/);
  assert.match((await account(['remove', 'ada'])).stdout, /Nobody has to sign in now/);
  assert.deepEqual(JSON.parse((await account(['list', '--json'])).stdout), { ok: true, rows: [] });
});

test('a console that runs on the embedded database is told as the reason', async () => {
  const locked = {
    ...services,
    openStore: async () => Promise.reject(new AppError('server.data_dir_in_use', 'Expected var to be free.')),
  };
  const { exitCode, stderr } = await runQuietly(['account', 'list'], { services: locked });
  assert.equal(exitCode, 1);
  assert.match(stderr, /one process at a time[\s\S]*stop the console.*\/admin\/accounts/);
});

test('a password typed at a terminal is asked for twice and never shown', async () => {
  const modes: boolean[] = [];
  const typed = (keys: readonly string[]) => {
    const [stdout, stderr] = [catcher(), catcher()];
    const stdin = Object.assign(Readable.from(keys), {
      isTTY: true,
      setRawMode: (isRaw: boolean) => modes.push(isRaw),
    });
    const signal = new AbortController().signal;
    const terminal = { stdin, stdout: stdout.stream, stderr: stderr.stream, signal, nowMs: () => 0 };
    return { read: readPassword(terminal, undefined), shown: () => stdout.text() + stderr.text() };
  };
  const good = typed(['s', 'e', 'x', '\u007f', 'cret', '\r', 'secret\r']);
  assert.equal(await good.read, 'secret');
  assert.equal(good.shown(), 'Password: \nAgain: \n');
  assert.deepEqual(modes, [true, false, true, false]);
  await assert.rejects(typed(['one\r', 'two\r']).read, { code: 'server.usage' });
  await assert.rejects(typed(['on', '\u0003']).read, { code: 'server.interrupted' });
});
