import { elementTitles, type Prompt } from './render.ts';

/**
 * The two parts of a prompt that was rendered before, perhaps from templates of another version: the record begins at
 * the last line that names the first element. The model reads the parts one after the other, so asking again in the same
 * parts is asking the same.
 */
export function splitPrompt(text: string): Prompt {
  const start = text.lastIndexOf(`\n${elementTitles.ownSpacecraft}: `) + 1;
  return { instruction: text.slice(0, start), record: text.slice(start), text };
}
