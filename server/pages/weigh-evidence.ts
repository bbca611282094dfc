import {
  type Assessment,
  type ElementName,
  type Evidence,
  elementNames,
  type Level,
  levels,
  type Reliability,
  reason,
  rulebook,
  standardFactsOf,
  unknown,
} from '#domain';
import { AppError } from '#errors';
import { percentWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';

/** A datum of the record, and whether it speaks for the label given or against it. */
export interface Weight {
  readonly side: 'for' | 'against';
  /** What kind of datum it is. */
  readonly datum:
    | 'rules'
    | 'probability'
    | 'alternative'
    | 'physics'
    | 'unresolved'
    | 'word'
    | 'fact'
    | 'unknown'
    | 'lexicon'
    | 'slip';
  /** Names the datum, in the language of the page. */
  readonly words: string;
  /** What the record itself says beside it, in its own English; empty when there is nothing to add. */
  readonly quoted: string;
  /** Where the datum stands on the page. */
  readonly href: string;
}

/** What speaks for the label of a level and what against. */
export interface Weighing {
  readonly level: Level;
  readonly for: readonly Weight[];
  readonly against: readonly Weight[];
}

/** Alternatives below this probability are noise of the model. */
const leastProbability = 0.01;

/**
 * Weighs the label of each level against the record: the published rules applied to the same facts, each fact they decide
 * by with its reliability, the probabilities at the deciding token, and for the motion its cross-check.
 */
export function weighEvidence(assessment: Assessment, words: Words): Weighing[] {
  return levels.map((level) => {
    const weights = [
      ...rulesOn(level, assessment, words),
      ...(level === 'motion' ? motionWeights(assessment, words) : []),
      ...elementsOf(level, assessment.evidence).flatMap((name) => elementWeights(name, level, assessment, words)),
      ...probabilities(level, assessment, words),
      ...slipsOf(level, assessment, words),
    ];
    return {
      level,
      for: weights.filter(({ side }) => side === 'for'),
      against: weights.filter(({ side }) => side === 'against'),
    };
  });
}

type Rules = ReturnType<typeof reason>;

/** The published rules on the facts as the lexicon reads them; null for facts they have no entry for. */
function rulesOf(evidence: Evidence): Rules | null {
  try {
    return reason(rulebook, standardFactsOf(evidence));
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function rulesOn(level: Level, assessment: Assessment, words: Words): Weight[] {
  const label = rulesOf(assessment.evidence)?.intention[level];
  if (label === undefined) return [];
  return [
    {
      side: label === assessment[level].label ? 'for' : 'against',
      datum: 'rules',
      words: words.t('target.weigh.rules', { label: words.term(`labels.${level}`, label) }),
      quoted: '',
      href: '#evidence-heading',
    },
  ];
}

function motionWeights({ physics, evidence, motion }: Assessment, words: Words): Weight[] {
  const checked: Weight = {
    side: physics.isResolvable && physics.agrees ? 'for' : 'against',
    datum: physics.isResolvable ? 'physics' : 'unresolved',
    words: words.t('target.physics'),
    quoted: physics.reason,
    href: '#physics-heading',
  };
  return [checked, ...wordWeights(evidence, motion.label, words)];
}

const wordNames = { rangeTrend: 'range', endSpeed: 'speed', turn: 'turn', course: 'course' } as const;
const wordSets = { rangeTrend: 'ranges', endSpeed: 'speeds', turn: 'turns', course: 'courses' } as const;
type WordName = keyof typeof wordNames;

/** The words of the motion that the rules decide the label by: the trend of the range, and the word its group asks for. */
function wordWeights({ motionFacts: facts }: Evidence, label: string | null, words: Words): Weight[] {
  const group = rulebook.motion.groupOfTrend[facts.rangeTrend] ?? '';
  const choice = rulebook.motion.groups[group];
  const isReachable = choice !== undefined && label !== null && labelsOfChoice(choice).includes(label);
  const weigh = (name: WordName, fits: boolean): Weight => ({
    side: fits && isReliable(facts.trust[name]) ? 'for' : 'against',
    datum: 'word',
    words: words.t('target.weigh.word', {
      name: words.t(`target.motion.${wordNames[name]}`),
      word: words.term(wordSets[name], facts[name]),
      grade: words.term('grades', facts.trust[name].grade),
    }),
    quoted: facts.trust[name].reason,
    href: '#motion-heading',
  });
  const deciding = choice !== undefined && 'by' in choice ? (choice.by as WordName) : undefined;
  return [
    weigh('rangeTrend', isReachable),
    ...(deciding === undefined || choice === undefined || !('is' in choice)
      ? []
      : [weigh(deciding, choice.is[facts[deciding]] === label)]),
  ];
}

const labelsOfChoice = (choice: (typeof rulebook.motion.groups)[string]): readonly string[] =>
  'always' in choice ? [choice.always] : Object.values(choice.is);

/** What is weak in the source speaks against whatever rests on it; what is not rated is taken as it is reported. */
const isReliable = ({ grade }: Reliability): boolean => grade !== 'low' && grade !== 'not resolvable';

/** The elements other than the motion that the rules decide a level by. */
function elementsOf(level: Level, evidence: Evidence): ElementName[] {
  const used = new Set(rulesOf(evidence)?.lines[level].map(({ element }) => element));
  return elementNames.filter((name) => name !== 'motion' && used.has(name));
}

function elementWeights(
  name: ElementName,
  level: Level,
  { facts: read, evidence, ...answer }: Assessment,
  words: Words,
): Weight[] {
  const element = evidence.elements[name];
  const standard = standardFactsOf(evidence);
  const value = name === 'motion' ? unknown : standard[name];
  const href = `#evidence-${name}`;
  const title = words.t(`elements.${name}`);
  const readAs = read?.[name];
  const isUnread = value === unknown && (readAs ?? unknown) === unknown;
  if (isUnread)
    return [
      {
        side: 'against',
        datum: 'unknown',
        words: words.t('target.weigh.unknown', { element: title }),
        quoted: '',
        href,
      },
    ];
  const differs: Weight[] =
    readAs === undefined || readAs === value
      ? []
      : [
          {
            side: 'against',
            datum: 'lexicon',
            words: words.t('target.weigh.lexicon', { element: title }),
            quoted: `model: ${readAs}; lexicon: ${value}`,
            href,
          },
        ];
  if (value === unknown) return differs;
  const fits = rulesOf(evidence)?.intention[level] === answer[level].label;
  const grade = words.term('grades', element.reliability.grade);
  return [
    {
      side: fits && isReliable(element.reliability) ? 'for' : 'against',
      datum: 'fact',
      words: words.t(element.origin === 'missing' ? 'target.weigh.remark' : 'target.weigh.fact', {
        element: title,
        origin: words.term('origins', element.origin),
        grade,
      }),
      quoted: value,
      href,
    },
    ...differs,
  ];
}

/** The probability of the label at the deciding token, and of the likeliest other one. */
function probabilities(level: Level, assessment: Assessment, words: Words): Weight[] {
  const { label, alternatives } = assessment[level];
  const own = alternatives.find((option) => option.label === label);
  const other = alternatives.find((option) => option.label !== label && option.probability >= leastProbability);
  const weigh = (side: Weight['side'], datum: 'probability' | 'alternative', option: typeof own): Weight[] =>
    option === undefined
      ? []
      : [
          {
            side,
            datum,
            words: words.t('target.weigh.probability', {
              label: words.term(`labels.${level}`, option.label),
              share: percentWords(Math.min(option.probability, 0.99999)),
            }),
            quoted: '',
            href: `#level-${level}`,
          },
        ];
  return [...weigh('for', 'probability', own), ...weigh('against', 'alternative', other)];
}

/** What the reader of the answer had to forgive in the line of this level. */
function slipsOf(level: Level, { slips }: Assessment, words: Words): Weight[] {
  return slips
    .filter((slip) => slip.includes(`${level} line`))
    .map((slip) => ({
      side: 'against',
      datum: 'slip',
      words: words.t('target.weigh.slip'),
      quoted: slip,
      href: '#reasoning-heading',
    }));
}
