import type { EphemerisSegment } from '../observations/oem/ephemeris-segment.ts';
import type { ElementSet } from '../orbits/element-set.ts';
import { elementSetTrajectories } from '../propagation/element-set-trajectory.ts';
import { ephemerisTrajectories } from '../propagation/ephemeris-trajectory.ts';
import type { Trajectory } from '../propagation/trajectory.ts';

/** Gathers what several files say of objects: element sets and ephemeris segments in, one trajectory per object out. */
export class ObjectGatherer {
  readonly #histories = new Map<string, { readonly sets: ElementSet[]; readonly sources: Set<string> }>();
  readonly #segments: EphemerisSegment[] = [];

  addElementSet(set: ElementSet, source: string): void {
    let history = this.#histories.get(set.catalogId);
    if (history === undefined) {
      history = { sets: [], sources: new Set() };
      this.#histories.set(set.catalogId, history);
    }
    history.sets.push(set);
    history.sources.add(source);
  }

  addSegment(segment: EphemerisSegment): void {
    this.#segments.push(segment);
  }

  /** In the order in which the objects first came, ephemerides before element sets. */
  finish(): readonly Trajectory[] {
    const histories = [...this.#histories.values()];
    return [
      ...ephemerisTrajectories(this.#segments),
      ...histories.flatMap(({ sets, sources }) => elementSetTrajectories(sets, [...sources].join(', '))),
    ];
  }
}
