import rulebookData from '../../data/taxonomy/rulebook.json' with { type: 'json' };
import type { Rulebook } from './rulebook.ts';

/** The real convention for reading intentions. A test holds the data to its type and to the label sets. */
export const rulebook = rulebookData as unknown as Rulebook;
