import { readFileSync } from 'node:fs';
import { flyAbsolute, type ScenarioOptions, writeOem } from '#domain';

/** A published file of `data/golden`, as text. */
export const goldenText = (name: string): string =>
  readFileSync(new URL(`../../data/golden/${name}`, import.meta.url), 'utf8');

/** Ephemerides of an own spacecraft and a target that fly a motion near it. */
export function ephemerisPair(options: ScenarioOptions): { readonly own: string; readonly target: string } {
  const flown = flyAbsolute(options);
  const ephemeris = (objectName: string, objectId: string, of: 'own' | 'target') =>
    [
      ...writeOem({
        objectName,
        objectId,
        originator: 'TEST',
        creationUtcMs: 0,
        states: flown.map((encounter) => encounter[of]),
      }),
    ].join('');
  return { own: ephemeris('WATCHER', '2026-001A', 'own'), target: ephemeris('VISITOR', '2026-002A', 'target') };
}
