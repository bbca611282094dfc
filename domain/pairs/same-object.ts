import type { Trajectory } from '../propagation/trajectory.ts';

/**
 * Whether two trajectories are those of one object from different sources, such as an ephemeris and an element set:
 * they share an identifier or an international designator, however it is spelt.
 */
export function isSameObject(one: Trajectory, other: Trajectory): boolean {
  const known = new Set(identifiersOf(one));
  return identifiersOf(other).some((identifier) => known.has(identifier));
}

/** Of a launch: year, number and piece, with or without dashes, as in 1998-067A, 1998-067-A and 98067A. */
const designatorForm = /^(?:\d{2})?(\d{2})-?(\d{3})-?([A-Z]{1,3})$/;

function identifiersOf({ objectId, designator }: Trajectory): string[] {
  return [objectId, designator ?? ''].flatMap((identifier) => {
    const plain = identifier
      .trim()
      .toUpperCase()
      .replace(/^0+(?=\d+$)/, '');
    const parts = designatorForm.exec(plain);
    return plain === '' ? [] : [parts === null ? plain : parts.slice(1).join('-')];
  });
}
