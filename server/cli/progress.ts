import type { Terminal } from './terminal.ts';

/** Reports how far a long command is, on standard error only. */
export interface Progress {
  /** Work done so far; `note` adds a few words such as the current loss. */
  update(done: number, note?: string, outlook?: Outlook): void;
  /** Leaves the last state on the screen. */
  end(): void;
}

/** What has become known of the whole work, where it was not known at the start. */
export interface Outlook {
  readonly total?: number | null;
  /** Share of the work that is done, 0 to 1, where the total is not known. */
  readonly share?: number | null;
}

interface ProgressOptions {
  /** What is counted, in the plural: `targets`. */
  readonly unit: string;
  /** Null when it is not known yet. */
  readonly total: number | null;
  /** Work that was already done when the command started; it does not count for the rate. */
  readonly alreadyDone?: number;
  /** The same as a share, where the total is not known. */
  readonly alreadyShare?: number | null;
  readonly quiet?: boolean;
  /** Progress as NDJSON, for a program that reads standard error. */
  readonly json?: boolean;
}

/** A terminal is redrawn at most this often, ms. */
const barEveryMs = 100;
/** A pipe gets a line at most this often, ms. */
const lineEveryMs = 10_000;
const barWidth = 24;

/** A bar with rate and time left on a terminal, a plain line every ten seconds on a pipe, nothing when quiet. */
export function startProgress(terminal: Terminal, options: ProgressOptions): Progress {
  const { stderr, nowMs } = terminal;
  const { unit, alreadyDone = 0, alreadyShare = 0, quiet = false, json = false } = options;
  if (quiet) return { update() {}, end() {} };
  const isBar = stderr.isTTY === true && !json;
  const startMs = nowMs();
  let shownMs = Number.NEGATIVE_INFINITY;
  let { total } = options;
  let share: number | null = null;
  let current = { done: alreadyDone, note: '' };

  const show = () => {
    shownMs = nowMs();
    const seconds = (shownMs - startMs) / 1000;
    const { done } = current;
    const byShare = secondsLeftOf(share, alreadyShare ?? 0, seconds);
    const pace = paceOf(done - alreadyDone, seconds, (perS) => (total === null ? byShare : (total - done) / perS));
    if (json) {
      stderr.write(`${JSON.stringify({ kind: 'progress', unit, total, ...current, ...pace })}\n`);
      return;
    }
    const counted = total === null ? `${done} ${unit}` : `${done} of ${total} ${unit}`;
    const words = [counted, ...paceWords(pace), current.note].filter(Boolean).join(' · ');
    const fraction = total === null ? share : done / total;
    const bar = fraction === null ? '' : `${barOf(fraction)} `;
    stderr.write(isBar ? `\r\u001b[K${bar}${words}` : `${words}\n`);
  };

  return {
    update(done, note = '', outlook = {}) {
      current = { done, note };
      if (outlook.total !== undefined) total = outlook.total;
      if (outlook.share !== undefined) share = outlook.share;
      if (nowMs() - shownMs >= (isBar ? barEveryMs : lineEveryMs)) show();
    },
    end() {
      show();
      if (isBar) stderr.write('\n');
    },
  };
}

interface Pace {
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

function paceOf(done: number, seconds: number, secondsLeftAt: (perSecond: number) => number | null): Pace {
  if (done <= 0 || seconds <= 0) return { perSecond: null, secondsLeft: null };
  const perSecond = done / seconds;
  const secondsLeft = secondsLeftAt(perSecond);
  return {
    perSecond: Number(perSecond.toPrecision(3)),
    secondsLeft: secondsLeft === null ? null : Math.round(secondsLeft),
  };
}

/** By the share of the work that was done in some seconds; null where it is not known. */
function secondsLeftOf(share: number | null, shareBefore: number, seconds: number): number | null {
  if (share === null || share <= shareBefore || seconds <= 0) return null;
  return ((1 - share) / (share - shareBefore)) * seconds;
}

function paceWords({ perSecond, secondsLeft }: Pace): string[] {
  if (perSecond === null) return [];
  return [`${perSecond} per s`, secondsLeft !== null && secondsLeft > 0 ? `${durationOf(secondsLeft)} left` : ''];
}

/** Seconds as people say them: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationOf(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

function barOf(fraction: number): string {
  const filled = Math.round(barWidth * Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 1)));
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
}
