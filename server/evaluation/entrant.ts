import type { Contestant, Outcome } from '#tuner';
import type { RecordGroup } from './record-sets.ts';

/** A contestant that can be opened, asked and closed. */
export interface Entrant {
  readonly key: string;
  readonly kind: Contestant['kind'];
  /** Records of each set that are put to it, the first ones; left out for all. */
  readonly atMost?: number;
  open(): Promise<OpenEntrant>;
}

/** A contestant ready to answer. */
export interface OpenEntrant {
  readonly contestant: Contestant;
  /** The model asked; null without one. */
  readonly model: { readonly name: string; readonly sha256: string } | null;
  /** Answers records `from` … `from + count` of a group. */
  answer(group: RecordGroup, from: number, count: number): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}
