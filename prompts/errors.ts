/**
 * Every error code of the prompts layer. There is none: rendering is total over typed evidence, and an answer that
 * cannot be read is a parsed answer with nulls and slips.
 */
export const promptsErrors = {} as const;
