import { AppError } from '#errors';
import type { GraphBuilder, Node } from '#model';
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
  /** The node of the forward graph that makes a tensor. */
  readonly makerOf: (tensor: string) => Node | undefined;
  /** Whether indices are known to name no place twice. */
  readonly isDistinct: (indices: string) => boolean;
  /** The refusal for a form of the operator that has no gradient here. */
  readonly refuse: (expected: string, got: string) => AppError;
}

/** Writes the gradient of each input of one node; `undefined` for inputs that need none. */
export type Rule = (context: RuleContext) => readonly (string | undefined)[];

/** The gradient of the node's first output, which every node on the way to the loss has. */
export function outputGradient({ outputGradients, node, refuse }: RuleContext): string {
  const gradient = outputGradients[0];
  if (gradient === undefined) throw refuse('its first output to feed the loss', `output ${node.outputs.slice(1)}`);
  return gradient;
}

export function input({ node }: RuleContext, i: number): string {
  return node.inputs[i] as string;
}

export function output({ node }: RuleContext): string {
  return node.outputs[0] as string;
}

/** The first input of the node that needs a gradient: the way from the trained tensors to the loss goes through it. */
export function activeInput(node: Node, wants: (i: number) => boolean): string | undefined {
  return node.inputs.find((_, i) => wants(i));
}

/** The refusal for a form of an operator that has no gradient here, by operator, node and input. */
export function unsupported(node: Node, wants: (i: number) => boolean, expected: string, got: string): AppError {
  const tensor = activeInput(node, wants);
  return new AppError(
    'tuner.unsupported_operator_form',
    `expected ${expected} for a gradient of op ${node.op}, got ${got}: node ${node.name}, input ${tensor} feeds the loss`,
    { details: { op: node.op, node: node.name, input: tensor } },
  );
}
