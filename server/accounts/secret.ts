import { createHash, randomBytes } from 'node:crypto';

/** Begins every token of a program, so that searches for leaked secrets find it. */
export const apiTokenPrefix = 'noncoop_';

/** A new secret of 256 random bits, as text that may stand in a cookie or a header. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256 in hexadecimal. A secret of 256 random bits needs no slow hash: nobody guesses it. */
export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
