import { AppError } from '#errors';
import type { Attribute, GraphBuilder, Node } from '#model';
import type { ObservedShapes } from './observed-shapes.ts';

/** What a gradient rule sees: the node, the gradients of its outputs, and a builder to write with. */
export interface RuleContext {
  readonly b: GraphBuilder;
  readonly node: Node;
  /** Gradient of each output; `undefined` where the loss does not depend on it. */
  readonly outputGradients: readonly (string | undefined)[];
  /** Whether input `i` needs a gradient. */
  readonly wants: (i: number) => boolean;
  readonly shapes: ObservedShapes;
}

/** Writes the gradient of each input of one node; `undefined` for inputs that need none. */
export type Rule = (context: RuleContext) => readonly (string | undefined)[];

/** The gradient of the node's first output, which every node on the way to the loss has. */
export function outputGradient({ outputGradients, node }: RuleContext): string {
  const gradient = outputGradients[0];
  if (gradient === undefined) throw unsupported(node, 'its first output does not reach the loss');
  return gradient;
}

export function input({ node }: RuleContext, i: number): string {
  return node.inputs[i] as string;
}

export function output({ node }: RuleContext): string {
  return node.outputs[0] as string;
}

export function intAttribute(node: Node, name: string, fallback: number): number {
  const value: Attribute | undefined = node.attributes[name];
  return value && 'int' in value ? value.int : fallback;
}

export function floatAttribute(node: Node, name: string, fallback: number): number {
  const value: Attribute | undefined = node.attributes[name];
  return value && 'float' in value ? value.float : fallback;
}

export function intsAttribute(node: Node, name: string): readonly number[] | undefined {
  const value: Attribute | undefined = node.attributes[name];
  return value && 'ints' in value ? value.ints : undefined;
}

/** The refusal for a form of an operator that has no gradient here. */
export function unsupported(node: Node, what: string): AppError {
  return new AppError('tuner.unsupported_operator_form', `no gradient for ${node.op} node ${node.name}: ${what}`, {
    details: { op: node.op, node: node.name },
  });
}
