/**
 * Longest reported fact, UTF-8. A byte is at worst a token: six such facts and the remarks leave a model of 2048
 * positions room for prefix, instruction and answer. The longest term of the lexicon has 19.
 */
export const maxFactBytes = 64;

/** Longest remarks on one target, UTF-8: some ten sentences. */
export const maxRemarkBytes = 512;
