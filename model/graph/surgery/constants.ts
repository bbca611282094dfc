import type { Graph, Initializer } from '../graph.ts';

/** The graph with these constants as inputs of the same names, so that they can be fed and differentiated. */
export function withInputsFor(graph: Graph, names: readonly string[]): Graph {
  const inputs = names.map((name) => {
    const constant = graph.initializers.get(name);
    if (!constant) throw new TypeError(`expected a constant ${name} in graph ${graph.name}`);
    return { name, type: constant.type, shape: constant.dims };
  });
  const initializers = new Map([...graph.initializers].filter(([name]) => !names.includes(name)));
  return { ...graph, inputs: [...graph.inputs, ...inputs], initializers };
}

/** The graph with constants in the place of inputs or of other constants. */
export function withConstantsFor(graph: Graph, values: ReadonlyMap<string, Initializer>): Graph {
  const inputs = graph.inputs.filter(({ name }) => !values.has(name));
  return { ...graph, inputs, initializers: new Map([...graph.initializers, ...values]) };
}
