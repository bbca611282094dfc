import { readFileSync } from 'node:fs';
import type { Level } from '#domain';
import type { Words } from '../http/words.ts';

/** What a label means, as recorded in `data/taxonomy/labels.json`. */
export interface LabelDefinition {
  readonly definition: string;
  readonly source: string;
  /** What the sources left open and was decided here. */
  readonly decision: string | null;
}

type Definitions = Readonly<
  Record<Level, Readonly<Record<string, Omit<LabelDefinition, 'decision'> & { decision?: string }>>>
>;

const file = new URL('../../data/taxonomy/labels.json', import.meta.url);
const definitions = JSON.parse(readFileSync(file, 'utf8')) as Definitions;

/** The recorded meaning of a label; null for no label, or one that is not of the level. */
export function definitionOf(level: Level, label: string | null): LabelDefinition | null {
  const entry = label !== null && Object.hasOwn(definitions[level], label) ? definitions[level][label] : undefined;
  return entry ? { ...entry, decision: entry.decision ?? null } : null;
}

/** What a reader is told of a label. */
export interface DefinitionInWords {
  readonly definition: string;
  readonly decision: string | null;
}

/** The recorded meaning of a label in the words of a reader; null for no label, or one that is not of the level. */
export function definitionInWords(level: Level, label: string | null, words: Words): DefinitionInWords | null {
  const recorded = definitionOf(level, label);
  if (label === null || recorded === null) return null;
  return {
    definition: words.term(`definitions.${level}`, label),
    decision: recorded.decision && words.term(`decisions.${level}`, label),
  };
}
