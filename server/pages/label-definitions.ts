import { existsSync, readFileSync } from 'node:fs';
import type { Level } from '#domain';
const url = new URL('../../data/taxonomy/labels.json', import.meta.url);
const data = existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : {};
/** The recorded meaning of a label; null for none. */
export function definitionOf(level: Level, label: string | null): string | null {
  const entry = label === null ? undefined : data[level]?.[label];
  return typeof entry === 'string' ? entry : entry?.definition ?? null;
}
