/** The pretraining corpus: seeded, endless, pure. It never contains the real convention. */
export * from './corpus.ts';
export { corpusWords } from './word-pools.ts';
