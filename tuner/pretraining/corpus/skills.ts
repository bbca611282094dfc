import type { Random, Reasoning, Rulebook } from '#domain';
import { definitions, drawSpan, drawWording, languages, lexicon, reason, reportedElementNames } from '#domain';
import {
  type Instruction,
  renderFacts,
  renderInstruction,
  renderPlainAnswer,
  renderReasonedAnswer,
  renderRecord,
} from '#prompts';
import { drawRulebook } from './random-rulebook.ts';
import { drawPlainTarget, drawTarget, type Target } from './random-target.ts';
import { labelsOfRulebook } from './rulebook-labels.ts';
import { rulesInWords, rulesUsed } from './rules-in-words.ts';
import { corpusWords, wordPools } from './word-pools.ts';

/** A prompt and the answer to it. */
export interface PromptAndAnswer {
  readonly prompt: string;
  readonly answer: string;
}

/** Makes one example of a skill; the conventions are the fixed ones of the corpus, named by their codes. */
export type Skill = (random: Random, conventions: readonly Rulebook[]) => PromptAndAnswer;

/** Words a block of rules holds at most, signs counted; about 110 tokens. */
const maxRuleWords = 105;

/** Chance that a plain question comes with the candidate labels. */
const labelsShownChance = 0.3;

/** Phrases a question about words holds. */
const wordsAsked = 8;
/** Chance that such a phrase is a definition. */
const definitionChance = 0.25;
/** Pairs of sizes a comparison holds. */
const sizesCompared = 2;

/** A target read by a convention that only its code names, with the reasons. */
export const convention: Skill = (random, conventions) => {
  const { rulebook, target, reasoning } = drawCase(random, conventions);
  const ask = `${random.pick(wordPools.questions)} ${random.pick(wordPools.requests)}`;
  return {
    prompt: `${codeLine(rulebook)}${ask}\n${renderRecord(target.record)}`,
    answer: renderReasonedAnswer(reasoning),
  };
};

/** The same without reasons, sometimes with the candidate labels. */
export const conventionDirect: Skill = (random, conventions) => {
  const { rulebook, target, reasoning } = drawCase(random, conventions);
  const strategy = random.chance(labelsShownChance) ? 'instruction' : 'basic';
  const instruction = renderInstruction(strategy, drawInstruction(random, rulebook));
  return {
    prompt: codeLine(rulebook) + instruction + renderRecord(target.record),
    answer: renderPlainAnswer(reasoning.intention),
  };
};

/** The same in the layout of the chain-of-thought prompt: candidate labels and a worked example. */
export const workedExample: Skill = (random, conventions) => {
  const { rulebook, target, reasoning } = drawCase(random, conventions);
  return {
    prompt:
      codeLine(rulebook) + renderInstruction('cot', drawInstruction(random, rulebook)) + renderRecord(target.record),
    answer: renderReasonedAnswer(reasoning),
  };
};

/** A target read by rules that are new each time and stand in the prompt, among others that do not apply. */
export const rulesInContext: Skill = (random) => {
  const rulebook = drawRulebook(random, 'in context');
  const target = drawTarget(random);
  const reasoning = reason(rulebook, target.facts);
  const rules = random.shuffle(addDistractors(random, rulebook, rulesUsed(rulebook, reasoning)));
  const ask = `${random.pick(wordPools.questions)} ${random.pick(wordPools.requests)}`;
  return {
    prompt: `Rules: ${rules.join('; ')}.\n${ask}\n${renderRecord(target.record)}`,
    answer: renderReasonedAnswer(reasoning),
  };
};

/** A whole report put into standard terms. */
export const restating: Skill = (random) => {
  const { facts, record } = drawTarget(random);
  return { prompt: `Restate the facts.\n${renderRecord(record)}`, answer: renderFacts(facts) };
};

/** Words of any element put into standard terms, numbers among them. */
export const synonyms: Skill = (random) => {
  const pairs = Array.from({ length: wordsAsked }, () => {
    const element = random.pick(reportedElementNames);
    const term = random.pick(Object.keys(lexicon[element]));
    const isDefined = random.chance(definitionChance);
    const words = isDefined
      ? random.pick(definitions[element][term]!)
      : drawWording(element, term, languages.general, random);
    return { words, term };
  });
  return {
    prompt: `Say in standard terms: ${pairs.map(({ words }) => words).join('; ')}.\nAnswer:\n`,
    answer: `${pairs.map(({ words, term }) => `${words} means ${term}`).join('; ')}.`,
  };
};

/** Sizes in several units compared. */
export const comparing: Skill = (random) => {
  const pairs = Array.from({ length: sizesCompared }, () => {
    const [small, large] = random.shuffle(['small', 'medium', 'large']).slice(0, 2).sort(bySize);
    const spans = [small!, large!].map((term) => drawSpan(term, languages.general.spans, random));
    return { asked: random.shuffle(spans).join(' or '), larger: spans[1]! };
  });
  return {
    prompt: `Which is larger? ${pairs.map(({ asked }) => asked).join('; ')}.\nAnswer:\n`,
    answer: `${pairs.map(({ larger }) => larger).join('; ')}.`,
  };
};

const sizeOrder = ['small', 'medium', 'large'];
const bySize = (a: string, b: string): number => sizeOrder.indexOf(a) - sizeOrder.indexOf(b);

/** Pairs listed in the prompt, some of them asked for: looking a word up and copying what follows it. */
export const lookup: Skill = (random) => {
  const words = random.shuffle(corpusWords);
  const pairs = Array.from({ length: 3 + random.int(4) }, (_, i) => ({ from: words[2 * i]!, to: words[2 * i + 1]! }));
  const asked = random.shuffle(pairs).slice(0, 1 + random.int(3));
  const inWords = ({ from, to }: { from: string; to: string }) => `${from} means ${to}`;
  return {
    prompt: `Rules: ${pairs.map(inWords).join('; ')}.\nLook up ${asked.map(({ from }) => from).join(', ')}.\nAnswer:\n`,
    answer: `${asked.map(inWords).join('; ')}.`,
  };
};

interface Case {
  readonly rulebook: Rulebook;
  readonly target: Target;
  readonly reasoning: Reasoning;
}

function drawCase(random: Random, conventions: readonly Rulebook[]): Case {
  const rulebook = random.pick(conventions);
  const target = drawTarget(random);
  return { rulebook, target, reasoning: reason(rulebook, target.facts) };
}

function codeLine({ name }: Rulebook): string {
  return `Convention ${name}.\n`;
}

function drawInstruction(random: Random, rulebook: Rulebook): Instruction {
  const { words, facts } = drawPlainTarget(random);
  return {
    question: random.pick(wordPools.questions),
    request: random.pick(wordPools.requests),
    labels: labelsOfRulebook(rulebook),
    example: { words, answer: renderReasonedAnswer(reason(rulebook, facts)) },
  };
}

function addDistractors(random: Random, rulebook: Rulebook, used: readonly string[]): string[] {
  const rules = [...used];
  let words = countWords(rules);
  for (const rule of random.shuffle(rulesInWords(rulebook).filter((rule) => !used.includes(rule)))) {
    words += countWords([rule]);
    if (words > maxRuleWords) break;
    rules.push(rule);
  }
  return rules;
}

/** Words and signs, each a token of the tokenizer made for this corpus; one sign follows each rule. */
function countWords(rules: readonly string[]): number {
  return rules.reduce((sum, rule) => sum + rule.split(/ |(?=,)/).length + 1, 0);
}
