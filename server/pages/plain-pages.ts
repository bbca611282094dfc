import { labelsOf, levels } from '#domain';
import type { Page } from '../http/respond.ts';
import type { Words } from '../http/words.ts';
import { definitionInWords, definitionOf } from './label-definitions.ts';

/** What the labels mean, and what the answers do not claim. */
export function aboutPage(words: Words): Page {
  const definitions = levels.map((level) => ({
    level,
    labels: labelsOf[level].map((label) => ({ label, definition: definitionOf(level, label) })),
  }));
  return {
    view: 'about',
    title: words.t('about.title'),
    section: 'about',
    model: {
      definitions: levels.map((level) => ({
        level,
        labels: labelsOf[level].map((label) => ({ label, words: definitionInWords(level, label, words) })),
      })),
    },
    json: { kind: 'about', definitions },
  };
}
