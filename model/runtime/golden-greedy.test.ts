import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openGenerator } from './generator.ts';

interface GoldenAnswer {
  readonly prompt: string;
  readonly adapter: string | null;
  readonly instruction: string;
  readonly record: string;
  readonly text: string;
}

const data = (path: string): string => fileURLToPath(new URL(`../../data/${path}`, import.meta.url));
const golden: { maxNewTokens: number; answers: GoldenAnswer[] } = JSON.parse(
  readFileSync(data('golden/embedded-model/greedy.json'), 'utf8'),
);

for (const { prompt, adapter, instruction, record, text } of golden.answers) {
  test(`glm-nano ${adapter ? `with the ${adapter} adapter` : 'alone'} answers the ${prompt} prompt as in transformers`, async (t) => {
    const adapterDir = adapter && data(`adapters/${adapter}`);
    const generator = await openGenerator({ modelDir: data('models/glm-nano'), adapterDir, threads: 1 });
    t.after(() => generator.close());
    const request = { instruction, records: [record], maxNewTokens: golden.maxNewTokens };
    const [answer] = await generator.generate(request);
    assert.equal(answer?.text, text);
  });
}
