import type { Express } from 'express';
import { AppError } from '#errors';
import type { Allowed, RoleGuard } from './allow.ts';

/** An address the console answers. */
export interface RouteEntry {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  /** Undefined when nobody said who it is for. */
  readonly allowed: Allowed | undefined;
}

/** The parts of Express' stack that are walked. */
interface StackLayer {
  readonly handle: Partial<RoleGuard> & { readonly stack?: readonly StackLayer[] };
  /** Whether the layer is for a path. */
  match(path: string): boolean;
  readonly route?: {
    readonly path: string | readonly string[];
    readonly stack: readonly { readonly method?: string; readonly handle: Partial<RoleGuard> }[];
  };
}

/** Every route of the console, with who it is for; the guard counts only as the first handler of its route. */
export function routeList(app: Express): RouteEntry[] {
  return entriesOf(app.router.stack as unknown as readonly StackLayer[]);
}

function entriesOf(stack: readonly StackLayer[]): RouteEntry[] {
  return stack.flatMap(({ handle, route }) => {
    if (route === undefined) return handle.stack ? entriesOf(handle.stack) : [];
    const methods = [...new Set(route.stack.map(({ method }) => method ?? 'all'))];
    return methods.flatMap((method) => {
      const first = route.stack.find((layer) => (layer.method ?? 'all') === method);
      return [route.path].flat().map((path) => ({
        method: method.toUpperCase(),
        path: String(path),
        allowed: first?.handle.allowed,
      }));
    });
  });
}

/** Verbs that a path of the console is for, HEAD beside GET; empty for a path that is none. */
export function methodsAt(app: Pick<Express, 'router'>, path: string): string[] {
  const methods = methodsIn(app.router.stack as unknown as readonly StackLayer[], path);
  return [...new Set(methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])))];
}

const methodsIn = (stack: readonly StackLayer[], path: string): string[] =>
  stack.flatMap((layer) => {
    if (layer.route === undefined) return layer.handle.stack ? methodsIn(layer.handle.stack, path) : [];
    return layer.match(path) ? layer.route.stack.map(({ method }) => method ?? 'all') : [];
  });

/**
 * Refuses a console with a route that is for nobody in particular: what is not allowed to a role is not served.
 *
 * @throws AppError `server.unexpected` naming the routes
 */
export function requireRoles(app: Express): void {
  const open = routeList(app).filter(({ allowed }) => allowed === undefined);
  if (open.length === 0) return;
  const names = open.map(({ method, path }) => `${method} ${path}`).join(', ');
  throw new AppError('server.unexpected', `Expected every route to begin with allow(...), got none at ${names}.`);
}
