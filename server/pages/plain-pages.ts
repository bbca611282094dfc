import { labelsOf, levels, severities, severityRules } from '#domain';
import type { Page } from '../http/respond.ts';
import type { Words } from '../http/words.ts';
import { definitionInWords, definitionOf } from './label-definitions.ts';
import { statusView } from './status-view.ts';

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
      severities: severityViews(words),
    },
    json: { kind: 'about', definitions, severities: severityRules },
  };
}

/** The table of severities, the worst first: the labels of each, with the reason. */
function severityViews(words: Words) {
  return severities.map((severity) => ({
    ...statusView(severity, words),
    rules: levels.toReversed().flatMap((level) =>
      labelsOf[level]
        .filter((label) => severityRules[level][label]!.severity === severity)
        .map((label) => ({
          level,
          label,
          reason: words.term(`severityReasons.${level}`, label),
          always: severityRules[level][label]!.always ?? false,
        })),
    ),
  }));
}
