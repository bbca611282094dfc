import { labelsOf, levels } from '#domain';
import type { Page } from '../http/respond.ts';
import { definitionOf } from './label-definitions.ts';

/** What the labels mean, and what the answers do not claim. */
export function aboutPage(): Page {
  const definitions = levels.map((level) => ({
    level,
    labels: labelsOf[level].map((label) => ({ label, definition: definitionOf(level, label) })),
  }));
  return {
    view: 'about',
    title: 'About',
    section: 'about',
    model: { definitions },
    json: { kind: 'about', definitions },
  };
}
