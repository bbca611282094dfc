import { wilsonInterval } from '#tuner';
import { choicePlot } from '../pages/plots/choice-plot.ts';
import { figureCard } from './figure-card.ts';
import { table, tableWith } from './markdown-table.ts';
import { countWords, percentWords } from './number-words.ts';

/** One way to tune a prefix. */
export interface StudySetting {
  /** Virtual tokens. */
  readonly tokens: number;
  readonly learningRate: number;
  readonly init: 'random' | 'zero' | 'text';
  /** Training examples. */
  readonly examples: number;
}

/** A tuning run and what came of it on the validation records. */
export interface StudyRun {
  readonly setting: StudySetting;
  readonly validations: readonly { readonly step: number; readonly loss: number; readonly exactMatch: number }[];
}

/** Runs in which one setting was varied, in the order of its choices. */
export interface StudyPart {
  readonly varied: keyof StudySetting;
  readonly runs: readonly StudyRun[];
}

export interface Study {
  readonly usual: StudySetting;
  readonly steps: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Records that each run was measured on. */
  readonly validationCount: number;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly parts: readonly StudyPart[];
}

const titles: Readonly<Record<keyof StudySetting, string>> = {
  tokens: 'Prefix length',
  learningRate: 'Learning rate',
  init: 'Start of the prefix',
  examples: 'Training examples',
};
const axes: Readonly<Record<keyof StudySetting, string>> = {
  tokens: 'virtual tokens',
  learningRate: 'learning rate at the first step',
  init: 'start',
  examples: 'training examples',
};

const choiceWords = (setting: StudySetting, varied: keyof StudySetting): string => {
  const choice = setting[varied];
  return varied === 'examples' ? countWords(choice as number) : String(choice);
};

/** The page of the study with a figure for each setting that was varied; every number comes from its runs. */
export function studyPage(study: Study, command: string) {
  const { usual, steps, batchSize, seed, validationCount, model } = study;
  const parts = study.parts.map((part) => partOf(part, study, command));
  const head = `# What matters when a prefix is tuned

A chain-of-thought prefix for ${model.name} (\`${model.sha256.slice(0, 12)}\`), one thing varied at a time around
${usual.tokens} virtual tokens, learning rate ${usual.learningRate} falling to zero, start \`${usual.init}\`, ${countWords(usual.examples)} training examples; ${countWords(steps)} steps
of ${batchSize}, seed ${seed}. Measured on ${countWords(validationCount)} validation records, whose sentences and scenarios are in no training record: share
answered to the letter, every token of the reasoned answer the likeliest, with 95 % Wilson intervals. Written by a command from its
runs; no number is typed by hand.`;
  return {
    markdown: `${[head, ...parts.map(({ markdown }) => markdown)].join('\n\n')}\n`,
    figures: parts.map(({ figure }) => figure),
  };
}

function partOf({ varied, runs }: StudyPart, { steps, validationCount }: Study, command: string) {
  const choices = runs.map(({ setting }) => choiceWords(setting, varied));
  const middle = steps / 2;
  const shareAfter = (run: StudyRun, limit: number) => {
    const reached = run.validations.filter(({ step }) => step <= limit).at(-1);
    return wilsonInterval(Math.round((reached?.exactMatch ?? 0) * validationCount), validationCount);
  };
  const described = {
    id: `study-${varied}`,
    title: titles[varied],
    description: `Share of ${validationCount} validation records answered to the letter by ${axes[varied]}, half way and at the end; the table has the numbers.`,
  };
  const svg = choicePlot(
    described,
    { setting: axes[varied], choices, share: 'answered to the letter' },
    [
      { name: 'half way', shares: runs.map((run) => shareAfter(run, middle)) },
      { name: 'at the end', shares: runs.map((run) => shareAfter(run, steps)) },
    ],
    figureCard,
  );
  const name = `study-${varied.toLowerCase()}.svg`;
  const rows = runs.map((run, i) => {
    const { accuracy, low, high } = shareAfter(run, steps);
    return [
      choices[i]!,
      percentWords(shareAfter(run, middle).accuracy),
      `${percentWords(accuracy)} (${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)})`,
      run.validations.at(-1)?.loss.toFixed(4) ?? '–',
    ];
  });
  const numbers = tableWith(
    table([axes[varied], '#half way', '#at the end (95 %)', '#loss at the end'], rows),
    command,
  );
  return {
    markdown: [`## ${titles[varied]}`, `![${titles[varied]}](images/${name})`, numbers].join('\n\n'),
    figure: { name, svg: `${svg.markup}\n` },
  };
}
