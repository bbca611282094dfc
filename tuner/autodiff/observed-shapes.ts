import { type Feeds, type Graph, GraphBuilder, openSession } from '#model';

/**
 * Shapes seen when the graph ran on two small inputs of different sizes. Ranks and broadcast axes follow from
 * them, so that no shape inference has to be written again.
 */
export class ObservedShapes {
  readonly #shapes: ReadonlyMap<string, readonly (readonly number[])[]>;

  constructor(shapes: ReadonlyMap<string, readonly (readonly number[])[]>) {
    this.#shapes = shapes;
  }

  has(name: string): boolean {
    return this.#shapes.has(name);
  }

  /** The tensor's shape in each run. */
  of(name: string): readonly (readonly number[])[] {
    const shapes = this.#shapes.get(name);
    if (!shapes) throw new TypeError(`expected an observed shape for ${name}`);
    return shapes;
  }

  rank(name: string): number {
    return this.of(name)[0]?.length ?? 0;
  }

  /** Axes of `result` along which `operand` was repeated by broadcasting, counted in `result`. */
  broadcastAxes(operand: string, result: string): number[] {
    const lead = this.rank(result) - this.rank(operand);
    const isRepeated = (axis: number): boolean =>
      axis < lead ||
      (this.of(operand).every((shape) => shape[axis - lead] === 1) &&
        this.of(result).some((shape) => shape[axis] !== 1));
    return Array.from({ length: this.rank(result) }, (_, axis) => axis).filter(isRepeated);
  }
}

/**
 * Runs `graph` on each of `probes` and records the shapes of `names`. Only shapes leave the runtime, never values.
 *
 * @param probes  two sets of inputs whose sizes differ and are not 1, so that a fixed 1 shows itself
 */
export async function observeShapes(
  graph: Graph,
  names: readonly string[],
  probes: readonly Feeds[],
): Promise<ObservedShapes> {
  const shapes = new Map<string, (readonly number[])[]>();
  for (const [name, { dims }] of graph.initializers) shapes.set(name, [dims, dims]);
  for (const { name } of graph.inputs) {
    shapes.set(
      name,
      probes.map((feeds) => feeds[name]?.dims ?? []),
    );
  }
  const wanted = [...new Set(names)].filter((name) => !shapes.has(name));
  if (wanted.length === 0) return new ObservedShapes(shapes);
  const b = GraphBuilder.from({ ...graph, outputs: [] });
  const shapeOf = new Map(wanted.map((name) => [name, b.op('Shape', [name])]));
  for (const name of shapeOf.values()) b.output({ name, type: 'int64', shape: null });
  const session = await openSession(b.build(`${graph.name}-shapes`), { optimization: 'disabled' });
  for (const feeds of probes) {
    const results = await session.run(feeds);
    for (const [name, shape] of shapeOf) {
      shapes.set(name, [...(shapes.get(name) ?? []), Array.from(results[shape]?.data ?? [], Number)]);
    }
  }
  await session.close();
  return new ObservedShapes(shapes);
}
