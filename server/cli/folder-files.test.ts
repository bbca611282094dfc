import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { filesOfFolder } from './folder-files.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
mkdirSync(join(folder, 'b'));
mkdirSync(join(folder, 'empty'));
for (const name of ['c.csv', 'B.csv', 'b/2.csv', 'b/10.csv', 'a.csv']) writeFileSync(join(folder, name), name);
symlinkSync(join(folder, 'a.csv'), join(folder, 'd-file'));
symlinkSync(folder, join(folder, 'e-circle'));
symlinkSync(join(folder, 'nowhere'), join(folder, 'f-nowhere'));

const listed = async (...leaveOut: string[]) =>
  (await filesOfFolder(folder, leaveOut)).map(({ path, bytes, fault }) => [relative(folder, path), fault ?? bytes]);

test('files come in order of name, those of deeper folders in the place of their folder, links told apart', async () => {
  assert.deepEqual(await listed(), [
    ['B.csv', 5],
    ['a.csv', 5],
    ['b/10.csv', 8],
    ['b/2.csv', 7],
    ['c.csv', 5],
    ['d-file', 5],
    ['e-circle', 'expected a file of observations, got a link to a folder'],
    ['f-nowhere', 'expected a file of observations, got a link to nothing'],
  ]);
});

test('files of the command itself are left out, however they are named', async () => {
  const names = (await listed(join(folder, 'b', '..', 'c.csv'), join(folder, 'a.csv'))).map(([name]) => name);
  assert.ok(!names.includes('c.csv') && !names.includes('a.csv'));
  assert.ok(names.includes('b/2.csv'));
});
