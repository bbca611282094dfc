import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const readme = readFileSync('README.md', 'utf8');
const toleratedConfidence = 0.001;

/** What the README says a command prints: the block of text that follows the command. */
function printed(command: string): string {
  const [, text] = readme.split(`\n${command}\n\`\`\`\n\n\`\`\`text\n`);
  assert.ok(text, `the README shows no output of ${command}`);
  return text.split('\n```')[0]!;
}

/** What it prints now. */
const run = (command: string): string =>
  spawnSync('sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).stdout.trimEnd();

const cells = (table: string): string[][] => table.split('\n').map((line) => line.trim().split(/ {2,}/));

test('the README shows the assessments that the shipped model and adapter make', () => {
  const command = 'npm run --silent noncoop -- classify data/samples/station-week.csv';
  const [shown, actual] = [cells(printed(command)), cells(run(command))];
  const confidenceAt = shown[0]!.indexOf('confidence');
  const withoutConfidence = (rows: string[][]) => rows.map((row) => row.toSpliced(confidenceAt, 1));
  assert.deepEqual(withoutConfidence(shown), withoutConfidence(actual));
  for (const [i, row] of shown.slice(1).entries()) {
    const difference = Math.abs(Number(row[confidenceAt]) - Number(actual[i + 1]![confidenceAt]));
    assert.ok(difference <= toleratedConfidence, `${row[0]}: ${row[confidenceAt]} is shown, ${difference} off`);
  }
});

test('the README shows the evidence that two catalog entries give', () => {
  const command =
    'npm run --silent noncoop -- evidence data/golden/omm/celestrak-stations.csv --own 25544 --target BEAK';
  assert.equal(printed(command), run(command));
});
