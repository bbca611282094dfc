/** Writes the logs of data/samples anew; a test holds the committed files to the same text. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleLogs } from './sample-logs.ts';

const folder = join(import.meta.dirname, '../data/samples');

for (const { name, text, motionOf } of sampleLogs()) {
  writeFileSync(join(folder, name), text);
  console.log(`${name}: ${text.length} characters`);
  for (const [targetId, motion] of motionOf) console.log(`| ${targetId} | ${motion} |`);
}
