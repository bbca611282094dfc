import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceFiles } from './source-files.ts';

/** One import statement: who imports, what is written, and the file of ours it leads to (null for packages). */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly target: string | null;
}

/** The layers in the order of the house, and the one module every layer may use. */
export const layers = ['errors', 'domain', 'model', 'prompts', 'tuner', 'server', 'scripts', 'bench'] as const;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const statement =
  /(?:^|[\n;])\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** All imports of all TypeScript sources, dynamic and type-only ones included; paths are relative to the package. */
export function readImports(): readonly Import[] {
  return layers.flatMap((layer) =>
    sourceFiles(join(root, layer)).flatMap((file) => {
      const from = relative(root, file);
      return specifiersOf(readFileSync(file, 'utf8')).map((specifier) => ({
        from,
        specifier,
        target: targetOf(file, specifier),
      }));
    }),
  );
}

/** The module names that a source text imports or re-exports. */
export const specifiersOf = (source: string): readonly string[] =>
  [...source.matchAll(statement)].map((match) => match[1] ?? match[2] ?? '');

/** Paths of files that import each other in a ring; empty when there is none. */
export function cycleIn(imports: readonly Import[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { from, target } of imports) {
    if (target !== null) targets.set(from, [...(targets.get(from) ?? []), target]);
  }
  const finished = new Set<string>();
  const search = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return [];
    for (const target of targets.get(file) ?? []) {
      const ring = search(target, [...path, file]);
      if (ring.length > 0) return ring;
    }
    finished.add(file);
    return [];
  };
  for (const file of targets.keys()) {
    const ring = search(file, []);
    if (ring.length > 0) return ring;
  }
  return [];
}

function targetOf(file: string, specifier: string): string | null {
  if (specifier.startsWith('#')) return `${specifier.slice(1)}/index.ts`;
  if (!specifier.startsWith('.')) return null;
  const path = resolve(dirname(file), specifier);
  return existsSync(path) ? relative(root, path) : null;
}
