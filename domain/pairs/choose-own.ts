import { AppError } from '#errors';
import type { Trajectory } from '../propagation/trajectory.ts';

/** Objects named in a message when the one asked for is not among them. */
const mostNamed = 10;

/** The own spacecraft: by catalog number, designator or name in any case, or as the single object of a file. */
export type OwnChoice = string | { readonly source: string };

/**
 * The trajectory of the own spacecraft among those that were read.
 *
 * @throws AppError `domain.own_unknown` when no object or more than one is meant
 */
export function chooseOwn(trajectories: readonly Trajectory[], asked: OwnChoice): Trajectory {
  const isMeant = (one: Trajectory) =>
    typeof asked === 'string' ? answersTo(one, asked) : one.source.split(', ').includes(asked.source);
  const found = trajectories.filter(isMeant);
  if (found.length === 1) return found[0]!;
  const candidates = found.length > 0 ? found : trajectories;
  const named = candidates.slice(0, mostNamed).map(titleOf).join(', ');
  const rest = candidates.length > mostNamed ? ` and ${candidates.length - mostNamed} more` : '';
  const wanted = typeof asked === 'string' ? `one object that answers to ${asked}` : `one object in ${asked.source}`;
  throw new AppError('domain.own_unknown', `Expected ${wanted}, got ${found.length === 0 ? 'none' : found.length}.`, {
    hint: `objects: ${named || 'none'}${rest}`,
  });
}

/** Whether an object is meant by a catalog number, designator or name. */
export function answersTo(
  { objectId, objectName }: Pick<Trajectory, 'objectId' | 'objectName'>,
  asked: string,
): boolean {
  const plain = (text: string) =>
    text
      .trim()
      .toLowerCase()
      .replace(/^0+(?=\d)/, '');
  return plain(objectId) === plain(asked) || plain(objectName) === plain(asked);
}

/** Name and identifier of an object, or the one it has. */
export const titleOf = ({ objectId, objectName }: Pick<Trajectory, 'objectId' | 'objectName'>): string =>
  objectName === objectId ? objectId : `${objectName} (${objectId})`;
