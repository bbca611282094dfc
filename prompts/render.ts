import type { ElementName, Evidence, Level, ReportedElementName, StandardFacts } from '#domain';
import { elementNames, labelsOf, reason, reportedElementNames, rulebook, standardize, wordsOfMotion } from '#domain';
import { renderReasonedAnswer } from './answer.ts';
import type { ShownElement } from './templates.ts';
import { templates } from './templates.ts';

/** How a target is put to the model: the question alone, with the candidate labels, or with reasoning as well. */
export const strategies = ['basic', 'instruction', 'cot'] as const;

export type Strategy = (typeof strategies)[number];

/** A prompt in its two parts. */
export interface Prompt {
  /** The same for every record of a strategy, so that its keys and values are computed once. */
  readonly instruction: string;
  /** This target, ending in the cue `Answer:` and a newline. */
  readonly record: string;
  /** `instruction` followed by `record`. */
  readonly text: string;
}

/** The elements as prompts name them. */
export const elementTitles: Readonly<Record<ElementName, string>> = {
  ownSpacecraft: 'Own',
  size: 'Size',
  cooperation: 'Cooperation',
  device: 'Device',
  lighting: 'Light',
  electromagnetic: 'Radio',
  motion: 'Motion',
};

/** Words of a target for each element, the observer's or standard ones. */
export type RecordWords = Readonly<Record<ElementName, string>>;

const question = "Say the target's motion, operation and task.";
const request = 'Restate each fact in standard terms, then decide, one condition a step.';

/** The target of the worked example: told in an observer's words, so that it shows them restated. */
const exampleReport: Readonly<Record<ReportedElementName, string>> = {
  ownSpacecraft: 'comsat',
  size: 'tiny',
  cooperation: 'friendly',
  device: 'transceiver',
  lighting: 'umbra',
  electromagnetic: 'quiet',
};
const exampleMotion = { rangeTrend: 'steady', endSpeed: 'slow', turn: 'part turn', course: 'no swerve' } as const;

/** The prompt for one target. */
export function renderPrompt(strategy: Strategy, evidence: Evidence): Prompt {
  const instruction = instructionOf(strategy);
  const record = renderRecord({ words: evidenceWords(evidence), remarks: evidence.remarks });
  return { instruction, record, text: instruction + record };
}

/** The instruction part of the prompts of a strategy. */
export const instructionOf = (strategy: Strategy): string => realInstructions[strategy];

/** Everything an instruction part may quote. */
export interface Instruction {
  readonly question: string;
  /** Sentence that asks for reasoning; used by `cot` alone, as is the example. */
  readonly request: string;
  readonly labels: Readonly<Record<Level, readonly string[]>>;
  readonly example: { readonly words: RecordWords; readonly answer: string };
}

/** What is told of one target. */
export interface RecordParts {
  readonly words: RecordWords;
  /** The observer's free text; nothing is shown where it is empty. */
  readonly remarks?: string | undefined;
  /** @default the order of `elementNames` */
  readonly order?: readonly ElementName[] | undefined;
}

/** The instruction part of a prompt, for any convention. */
export function renderInstruction(strategy: Strategy, { example, ...rest }: Instruction): string {
  return templates[strategy]({ ...rest, example: { elements: shown(example.words), answer: example.answer } });
}

/** The record part of a prompt. */
export function renderRecord({ words, remarks, order }: RecordParts): string {
  return templates.record({ elements: shown(words, order), remarks: inOneLine(remarks ?? '') });
}

function realInstruction(strategy: Strategy): string {
  const terms = reportedElementNames.map((name) => [name, standardize(name, exampleReport[name])]);
  const facts = { ...Object.fromEntries(terms), ...exampleMotion } as StandardFacts;
  const words = { ...exampleReport, motion: wordsOfMotion(exampleMotion) };
  const example = { words, answer: renderReasonedAnswer(reason(rulebook, facts)) };
  return renderInstruction(strategy, { question, request, labels: labelsOf, example });
}

const realInstructions: Readonly<Record<Strategy, string>> = {
  basic: realInstruction('basic'),
  instruction: realInstruction('instruction'),
  cot: realInstruction('cot'),
};

function evidenceWords({ elements }: Evidence): RecordWords {
  return Object.fromEntries(elementNames.map((name) => [name, elements[name].text])) as Record<ElementName, string>;
}

function shown(words: RecordWords, order: readonly ElementName[] = elementNames): ShownElement[] {
  return order.map((name) => ({ title: elementTitles[name], words: inOneLine(words[name]) }));
}

/** A line break in an observer's words would end the element early, so white space becomes single spaces. */
function inOneLine(words: string): string {
  return words.trim().replaceAll(/\s+/g, ' ');
}
