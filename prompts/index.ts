/** Evidence into prompts, and answers back into labels. */
export * from './allowed-answers.ts';
export * from './answer.ts';
export * from './errors.ts';
export { type Example, exampleOf, type MotionSource, makeExample, recordParts } from './example.ts';
export { factsRead, guessAnswer } from './guess-answer.ts';
export * from './parse-answer.ts';
export * from './render.ts';
export * from './split-prompt.ts';
