import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hoveringImager } from './golden/hovering-imager.ts';
import { renderPrompt, strategies } from './render.ts';
import { splitPrompt } from './split-prompt.ts';

for (const strategy of strategies) {
  test(`a prompt of the ${strategy} strategy falls into the parts it was rendered from`, () => {
    const prompt = renderPrompt(strategy, { ...hoveringImager(), remarks: 'Own: it said\nOwn: twice' });
    assert.deepEqual(splitPrompt(prompt.text), prompt);
  });
}
