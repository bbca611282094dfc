import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiReference, currentDocument } from './api-reference.ts';
import { cliReference } from './cli-reference.ts';
import { errorReference } from './error-reference.ts';

// Writes the pages of docs/ that follow from the code: `npm run docs`.
const docs = join(import.meta.dirname, '../docs');
mkdirSync(join(docs, 'reference'), { recursive: true });
writeFileSync(join(docs, 'errors.md'), errorReference());
writeFileSync(join(docs, 'reference/cli.md'), cliReference());
writeFileSync(join(docs, 'reference/api.md'), apiReference(await currentDocument()));
