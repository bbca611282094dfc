/** The pretraining corpus: seeded, endless, pure. It never contains the real convention. */
export * from './corpus.ts';
export { unseenConventionExamples } from './unseen-convention.ts';
export { corpusWords } from './word-pools.ts';
