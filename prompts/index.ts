/** Evidence into prompts, and answers back into labels. */
export * from './answer.ts';
export * from './errors.ts';
export * from './example.ts';
export * from './parse-answer.ts';
export * from './render.ts';
