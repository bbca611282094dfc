/** NUL, and halves of a surrogate pair: JavaScript has them in text, PostgreSQL does not. */
const unstorable = /[\0\p{Surrogate}]/gu;

/** Text as PostgreSQL takes it; what it cannot hold becomes the replacement character. */
export const storableText = (text: string): string => text.replaceAll(unstorable, '\uFFFD');

/** A value as JSON whose every text can be taken out again. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? storableText(part) : part));
