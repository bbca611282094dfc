import type { Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { linearModules } from './linear-modules.ts';

/** A branch beside a linear module: `y = W x + scale * B A x`, A `[r, in]`, B `[out, r]`. */
export interface LowRankBranch {
  readonly rank: number;
  readonly scale: number;
}

/** Names of the inputs that hold A and B of a module, those of PEFT without its prefix. */
export const lowRankNames = (path: string): { readonly a: string; readonly b: string } => ({
  a: `${path}.lora_A.weight`,
  b: `${path}.lora_B.weight`,
});

/**
 * The decoder with a branch of low rank beside some of its linear modules, A and B as new inputs. Weights stay as they
 * are, packed ones too.
 *
 * @param branches  by module path; every path is one of `linearModules`
 * @source Hu et al. 2021, LoRA; names and layouts as PEFT, tuners/lora/layer.py
 */
export function withLowRankBranches(graph: Graph, branches: ReadonlyMap<string, LowRankBranch>): Graph {
  const b = GraphBuilder.rewriting(graph);
  const modules = new Map(linearModules(graph).map((module) => [module.node, module]));
  for (const node of graph.nodes) {
    const module = modules.get(node);
    const branch = branches.get(module?.path ?? '');
    if (!module || !branch) {
      b.add(node);
      continue;
    }
    const names = lowRankNames(module.path);
    b.input({ name: names.a, type: 'float32', shape: [branch.rank, module.inputs] });
    b.input({ name: names.b, type: 'float32', shape: [module.outputs, branch.rank] });
    const [x, made] = [node.inputs[0] as string, node.outputs[0] as string];
    const frozen = `${made}/frozen`;
    b.add({ ...node, outputs: [frozen] });
    const low = b.op('FusedMatMul', [x, names.a], { transB: 1 }); // [B, S, r]
    const added = b.op('FusedMatMul', [low, names.b], { transB: 1, alpha: { float: branch.scale } });
    b.named(made, b.op('Add', [frozen, added]));
  }
  for (const output of graph.outputs) b.output(output);
  return b.build(graph.name);
}
