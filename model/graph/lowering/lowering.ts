import { AppError } from '#errors';
import type { Node } from '../graph.ts';
import type { GraphBuilder } from '../graph-builder.ts';

/** What a lowering sees: the node, and a builder to write plain nodes with. */
export interface LoweringContext {
  readonly b: GraphBuilder;
  readonly node: Node;
  /** A tensor that several nodes of the graph can share: made by the first that asks for `key`. */
  readonly shared: (key: string, make: () => string) => string;
}

/** Writes one fused node in plain operators and returns what its outputs are called now; `''` for those not made. */
export type Lowering = (context: LoweringContext) => readonly string[];

/** The name of input `i`, or undefined when it is left out. */
export function optionalInput({ node }: LoweringContext, i: number): string | undefined {
  return node.inputs[i] || undefined;
}

export function requiredInput(c: LoweringContext, i: number): string {
  const name = optionalInput(c, i);
  if (name === undefined) throw notLowered(c.node, `input ${i}`, 'none');
  return name;
}

/** Refuses a node that has any of these optional inputs. */
export function refuseInputs(c: LoweringContext, names: Readonly<Record<number, string>>): void {
  for (const [place, what] of Object.entries(names)) {
    const name = optionalInput(c, Number(place));
    if (name !== undefined) throw notLowered(c.node, `no ${what} (input ${place})`, name);
  }
}

/** The refusal for a form of a fused operator that is not written in plain ones here. */
export function notLowered(node: Node, expected: string, got: string): AppError {
  return new AppError(
    'model.operator_unsupported',
    `expected ${node.op} node ${node.name} to have ${expected}, got ${got}`,
    {
      hint: 'export the model without this option, or with plain attention operators',
      details: { op: node.op, node: node.name },
    },
  );
}
