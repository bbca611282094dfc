/** A copy of a text that holds on to nothing; a piece cut from a longer text keeps all of that text in memory. */
export const detached = (text: string): string => JSON.parse(JSON.stringify(text));
