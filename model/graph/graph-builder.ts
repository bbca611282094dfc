import type { Attribute, Graph, Initializer, Node, ValueInfo } from './graph.ts';
import { float32Initializer, int64Initializer, oldestOpset } from './graph.ts';

/** Operators outside the ONNX standard, which ONNX Runtime ships in its own domain. */
const microsoftOps = new Set([
  ...['FastGelu', 'FusedMatMul', 'GatherBlockQuantized', 'Gelu', 'GroupQueryAttention', 'MatMulNBits', 'QuickGelu'],
  ...['RotaryEmbedding', 'SkipSimplifiedLayerNormalization'],
]);

/** Attributes written the short way: whole numbers are ints; use `{ float }` for a float that may be whole. */
export type AttributeInput = number | string | readonly number[] | Attribute;

function toAttribute(value: AttributeInput): Attribute {
  if (typeof value === 'number') return Number.isInteger(value) ? { int: value } : { float: value };
  if (typeof value === 'string') return { string: value };
  if (Array.isArray(value)) return { ints: value as readonly number[] };
  return value as Attribute;
}

/**
 * Writes a graph node by node. Every method returns the names of the tensors it makes, so that a graph reads
 * like the formula it computes.
 */
export class GraphBuilder {
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #nodes: Node[] = [];
  readonly #constantNames = new Map<string, string>();
  readonly #names = new Set<string>();
  #opset = oldestOpset;

  /** A builder that goes on from a finished graph; the graph itself is not changed. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder();
    builder.requireOpset(graph.opset);
    builder.#inputs.push(...graph.inputs);
    builder.#outputs.push(...graph.outputs);
    for (const [name, initializer] of graph.initializers) builder.#initializers.set(name, initializer);
    for (const node of graph.nodes) builder.add(node);
    return builder;
  }

  /** A builder to write `graph` in another way: it has the inputs and constants, and no new node takes an old name. */
  static rewriting(graph: Graph): GraphBuilder {
    const builder = GraphBuilder.from({ ...graph, outputs: [] });
    builder.#nodes.length = 0;
    return builder;
  }

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** The constant of this name, if there is one. */
  constant(name: string): Initializer | undefined {
    return this.#initializers.get(name);
  }

  /** Sees to it that the graph is written in this version of the operator set or a newer one. */
  requireOpset(version: number): void {
    this.#opset = Math.max(this.#opset, version);
  }

  input(info: ValueInfo): string {
    this.#inputs.push(info);
    return info.name;
  }

  output(info: ValueInfo): void {
    this.#outputs.push(info);
  }

  initializer(name: string, value: Initializer): string {
    this.#initializers.set(name, value);
    return name;
  }

  /** An int64 constant, written once however often it is asked for. */
  ints(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#constant(`i64_${values.join('_')}_of_${dims.join('x')}`, () => int64Initializer(values, dims));
  }

  /** A float32 scalar constant. */
  scalar(value: number): string {
    return this.#constant(`f32_${value}`, () => float32Initializer(Float32Array.of(value), []));
  }

  #constant(key: string, make: () => Initializer): string {
    const known = this.#constantNames.get(key);
    if (known) return known;
    const name = `const/${key}`;
    this.#constantNames.set(key, name);
    return this.initializer(name, make());
  }

  /** Adds a node as it is. */
  add(node: Node): void {
    this.#nodes.push(node);
    for (const taken of [node.name, ...node.outputs]) this.#names.add(taken);
  }

  /** Adds a node with one output. */
  op(op: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeInput>> = {}): string {
    return this.ops(op, inputs, 1, attributes)[0] as string;
  }

  /** Adds a node with several outputs. */
  ops(
    op: string,
    inputs: readonly string[],
    outputCount: number,
    attributes: Readonly<Record<string, AttributeInput>> = {},
  ): string[] {
    const name = this.#freshName(op);
    const outputs = Array.from({ length: outputCount }, (_, i) => (outputCount === 1 ? name : `${name}:${i}`));
    this.#nodes.push({
      op,
      domain: microsoftOps.has(op) ? 'com.microsoft' : '',
      name,
      inputs,
      outputs,
      attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, toAttribute(value)])),
    });
    return outputs;
  }

  /** Gives a tensor a name of one's own choosing: the way to name a graph output. */
  named(name: string, from: string): string {
    const nodeName = this.#names.has(name) ? this.#freshName('Identity') : name;
    this.#nodes.push({ op: 'Identity', domain: '', name: nodeName, inputs: [from], outputs: [name], attributes: {} });
    return name;
  }

  /** Replaces a node by another that makes the same tensors and perhaps more. */
  replaceNode(old: Node, replacement: Node): void {
    this.#nodes[this.#nodes.indexOf(old)] = replacement;
  }

  #freshName(op: string): string {
    let number = this.#names.size + 1;
    const isTaken = (name: string): boolean => this.#names.has(name) || this.#initializers.has(name);
    while (isTaken(`${op}_${number}`)) number += 1;
    const name = `${op}_${number}`;
    this.#names.add(name);
    return name;
  }

  /**
   * Writes all nodes of `graph` again under new names.
   *
   * @param bindings  tensor of this builder for each input of `graph`
   * @returns the name here of any tensor of `graph`; constants are shared, not copied
   */
  inline(graph: Graph, bindings: ReadonlyMap<string, string>): (name: string) => string {
    this.requireOpset(graph.opset);
    const renamed = new Map<string, string>(bindings);
    for (const [name, initializer] of graph.initializers) {
      this.initializer(name, initializer);
      renamed.set(name, name);
    }
    const rename = (name: string): string => (name === '' ? '' : (renamed.get(name) ?? name));
    for (const node of graph.nodes) {
      const name = this.#freshName(node.op);
      node.outputs.forEach((output, i) => {
        renamed.set(output, output === '' ? '' : `${name}:${i}`);
      });
      this.#nodes.push({ ...node, name, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) });
    }
    return rename;
  }

  /** The finished graph, without nodes and constants that neither an output nor a tensor of `keep` needs. */
  build(name: string, keep: readonly string[] = []): Graph {
    const needed = new Set([...keep, ...this.#outputs.map((output) => output.name)]);
    const nodes = this.#nodes.toReversed().filter((node) => {
      if (!node.outputs.some((output) => needed.has(output))) return false;
      for (const input of node.inputs) needed.add(input);
      return true;
    });
    return {
      name,
      opset: this.#opset,
      inputs: [...this.#inputs],
      outputs: [...this.#outputs],
      initializers: new Map([...this.#initializers].filter(([key]) => needed.has(key))),
      nodes: nodes.reverse(),
    };
  }
}
