import type { QuestionAnswerer } from '../jobs/question-answerer.ts';

/** Stands in for the model side of distributed runs where a test has none: no run is made for it. */
export const noAnswerer: QuestionAnswerer = {
  identify: async () => ({ model: { name: 'none', sha256: '0'.repeat(64) }, adapter: null }),
  answer: async () => [],
};
