import { targetAddress } from '../http/address.ts';
import type { Words } from '../http/words.ts';

/** The button that puts a target on the watch list or takes it off, as the partial `star` shows it. */
export interface StarView {
  readonly action: string;
  readonly isWatched: boolean;
  readonly label: string;
  /** Page to come back to. */
  readonly back: string;
}

/** The star of a target. */
export const starView = (targetId: string, isWatched: boolean, back: string, words: Words): StarView => ({
  action: `${targetAddress(targetId)}/watch`,
  isWatched,
  label: words.t(isWatched ? 'watch.remove' : 'watch.add', { target: targetId }),
  back,
});
