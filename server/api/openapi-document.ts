import type { RouteEntry } from '../http/route-list.ts';
import { type Components, components } from './components.ts';
import { documentedOperation } from './documented-operation.ts';
import { ErrorSchema } from './envelope.ts';
import type { DocumentedOperation, OpenApiDocument } from './openapi.ts';
import { type Operations, tags } from './operation.ts';
import { aboutTags, description, securitySchemes } from './preface.ts';

/**
 * The API document: every route of the console, in the words of its operation. A route without one is left out, which a
 * test does not let pass.
 */
export function openApiDocument(
  routes: readonly RouteEntry[],
  operations: Operations,
  version: string,
): OpenApiDocument {
  const parts = components();
  parts.write(ErrorSchema);
  const paths = pathsOf(routes, operations, parts);
  const used = new Set(Object.values(paths).flatMap((item) => Object.values(item).flatMap((one) => one.tags)));
  return {
    openapi: '3.1.0',
    info: { title: 'noncoop', version, summary: 'What a non-cooperative spacecraft is up to, and why.', description },
    servers: [{ url: '/', description: 'This console.' }],
    security: [{ token: [] }, { session: [] }],
    tags: tags.filter((name) => used.has(name)).map((name) => ({ name, description: aboutTags[name] })),
    paths,
    components: { schemas: parts.schemas(), securitySchemes },
  };
}

/** `/targets/{id}` for `/targets/:id`. */
export const templateOf = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

/** By which operations are found. */
export const keyOf = ({ method, path }: Pick<RouteEntry, 'method' | 'path'>): string => `${method} ${path}`;

function pathsOf(routes: readonly RouteEntry[], operations: Operations, parts: Components): OpenApiDocument['paths'] {
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  const seen = new Set<string>();
  for (const route of routes) {
    const operation = operations[keyOf(route)];
    if (!operation) continue;
    // A page at two addresses is two operations, and identifiers are unique.
    const id = seen.has(operation.id) ? `${operation.id}At${route.path.replaceAll(/\W/g, '') || 'Root'}` : operation.id;
    seen.add(operation.id);
    const path = templateOf(route.path);
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: documentedOperation({ ...operation, id }, route, parts),
    };
  }
  return paths;
}
