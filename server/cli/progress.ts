import type { Terminal } from './terminal.ts';

/** Reports how far a long command is, on standard error only. */
export interface Progress {
  /** Work done so far; `note` adds a few words such as the current loss. */
  update(done: number, note?: string): void;
  /** Leaves the last state on the screen. */
  end(): void;
}

interface ProgressOptions {
  /** What is counted, in the plural: `targets`. */
  readonly unit: string;
  readonly total: number;
  /** Work that was already done when the command started; it does not count for the rate. */
  readonly alreadyDone?: number;
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
  const { unit, total, alreadyDone = 0, quiet = false, json = false } = options;
  if (quiet) return { update() {}, end() {} };
  const isBar = stderr.isTTY === true && !json;
  const startMs = nowMs();
  let shownMs = Number.NEGATIVE_INFINITY;
  let current = { done: alreadyDone, note: '' };

  const show = () => {
    shownMs = nowMs();
    const pace = paceOf(current.done - alreadyDone, total - current.done, (shownMs - startMs) / 1000);
    if (json) {
      stderr.write(`${JSON.stringify({ kind: 'progress', unit, total, ...current, ...pace })}\n`);
      return;
    }
    const words = [`${current.done} of ${total} ${unit}`, ...paceWords(pace), current.note].filter(Boolean).join(' · ');
    stderr.write(isBar ? `\r\u001b[K${barOf(current.done / total)} ${words}` : `${words}\n`);
  };

  return {
    update(done, note = '') {
      current = { done, note };
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

function paceOf(done: number, left: number, seconds: number): Pace {
  if (done <= 0 || seconds <= 0) return { perSecond: null, secondsLeft: null };
  const perSecond = done / seconds;
  return { perSecond: Number(perSecond.toPrecision(3)), secondsLeft: Math.round(left / perSecond) };
}

function paceWords({ perSecond, secondsLeft }: Pace): string[] {
  if (perSecond === null || secondsLeft === null) return [];
  return [`${perSecond} per s`, secondsLeft > 0 ? `${durationOf(secondsLeft)} left` : ''];
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
