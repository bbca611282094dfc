import { type ElementName, type Evidence, type EvidenceElement, type Level, rulebook } from '#domain';
import type { Words } from '../http/words.ts';
import { type StepTime, timeOfStep } from './step-windows.ts';

/** What a step of the reasoning hangs on. */
export type Ground =
  /** An element of the evidence, with its words and window. */
  | { readonly kind: 'element'; readonly title: string; readonly element: EvidenceElement }
  /** The answer of an earlier level. */
  | { readonly kind: 'level'; readonly level: Level }
  /** The convention itself: a rule, or what follows from the steps before. */
  | { readonly kind: 'rule' }
  | { readonly kind: 'conclusion' }
  /** Words that are no step of the grammar. */
  | { readonly kind: 'unknown' };

/** One step, in the words the model generated, and what it hangs on. */
export interface GroundedStep {
  /** By which an address chooses it: "operation-2", the second step of that level. */
  readonly id: string;
  readonly text: string;
  readonly ground: Ground;
  /** The time it rests on; null where it rests on a rule, on other answers or on what nobody told. */
  readonly time: StepTime | null;
}

/** Splits a generated line into its steps and ties each to what it hangs on; the words stay as they are. */
export function groundSteps(level: Level, line: string, evidence: Evidence, words: Words): GroundedStep[] {
  const body = line.replace(new RegExp(`^\\s*${level}:\\s*`), '');
  const element = (name: ElementName): Ground => ({
    kind: 'element',
    title: words.t(`elements.${name}`),
    element: evidence.elements[name],
  });
  return body
    .split(';')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text, index) => {
      const ground = groundOf(level, text, element);
      const isTold =
        ground.kind === 'element' && (ground.element.origin !== 'missing' || evidence.remarks !== undefined);
      const time = isTold ? timeOfStep(text, ground.element, evidence) : null;
      return { id: `${level}-${index + 1}`, text, ground, time };
    });
}

function groundOf(level: Level, text: string, element: (name: ElementName) => Ground): Ground {
  if (/^so \S+\.?$/.test(text)) return { kind: 'conclusion' };
  if (/^here /.test(text)) return element(level === 'task' ? 'cooperation' : 'motion');
  if (/ means /.test(text)) return subjectOf(level, text, element);
  if (/^\S.*: .+ so /.test(text)) return { kind: 'rule' };
  const check = /^(\S+) .+, (yes|no)\.?$/.exec(text)?.[1] ?? '';
  const needed = Object.hasOwn(rulebook.operation.checks, check)
    ? rulebook.operation.checks[check]?.element
    : undefined;
  if (needed === 'motion') return { kind: 'level', level: 'motion' };
  return needed === undefined ? { kind: 'unknown' } : element(needed);
}

/** "camera means photograph", "device jammer means disturbing", "photograph means looking". */
function subjectOf(level: Level, text: string, element: (name: ElementName) => Ground): Ground {
  if (level === 'motion') return element('motion');
  if (level === 'operation' || text.startsWith('device ')) return element('device');
  return { kind: 'level', level: text.startsWith('motion ') ? 'motion' : 'operation' };
}
