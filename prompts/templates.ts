import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

/**
 * The compiled templates of `templates/`. They are part of the program, so they are read once, when this
 * module loads; rendering itself is pure.
 */

/** One element of a record as it is shown. */
export interface ShownElement {
  readonly title: string;
  readonly words: string;
}

/** Inputs of the instruction templates; `basic` uses the question, `instruction` the labels too, `cot` everything. */
export interface InstructionInputs {
  readonly question: string;
  readonly request: string;
  readonly labels: Readonly<Record<'motion' | 'operation' | 'task', readonly string[]>>;
  readonly example: { readonly elements: readonly ShownElement[]; readonly answer: string };
}

const handlebars = Handlebars.create();
handlebars.registerHelper('list', (words: readonly string[]) => words.join(', '));
handlebars.registerPartial('basic', source('basic'));
handlebars.registerPartial('instruction', source('instruction'));

/** The templates, each a function from its inputs to text that ends in a newline. */
export const templates = {
  basic: compile<InstructionInputs>('basic'),
  instruction: compile<InstructionInputs>('instruction'),
  cot: compile<InstructionInputs>('cot'),
  record: compile<{ readonly elements: readonly ShownElement[]; readonly remarks: string }>('record'),
} as const;

function source(name: string): string {
  return readFileSync(new URL(`templates/${name}.hbs`, import.meta.url), 'utf8');
}

/** Prompts are plain text, hence no HTML escaping; strict, so that a missing input is an error and not a gap. */
function compile<T>(name: string): (inputs: T) => string {
  return handlebars.compile<T>(source(name), { noEscape: true, strict: true });
}
