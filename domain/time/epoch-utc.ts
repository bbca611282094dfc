/** ISO 8601 with an explicit UTC mark, so that local time can never slip in. */
const utcForm = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(?:Z|\+00:00)$/;

/**
 * Reads an epoch such as `2026-03-01T12:00:00.250Z`.
 *
 * @returns UTC, ms since 1970-01-01, fractions of a millisecond kept; undefined when the text is not an epoch in UTC
 *          or names no instant (30 February). Leap seconds (:60) have no place on this scale and are refused.
 */
export function parseEpochUtc(text: string): number | undefined {
  const [, wholeSeconds, fraction] = utcForm.exec(text) ?? [];
  if (wholeSeconds === undefined) return undefined;
  const wholeMs = Date.parse(`${wholeSeconds}Z`);
  const isInstant = Number.isFinite(wholeMs) && new Date(wholeMs).toISOString().startsWith(wholeSeconds);
  return isInstant ? wholeMs + 1000 * Number(`0${fraction ?? ''}`) : undefined;
}

/** Writes an epoch so that {@link parseEpochUtc} reads the same number: milliseconds, and more digits where needed. */
export function formatEpochUtc(epochUtcMs: number): string {
  const wholeMs = Math.floor(epochUtcMs);
  const iso = new Date(wholeMs).toISOString();
  if (wholeMs === epochUtcMs) return iso;
  // From 2000 on, doubles this size are at least 0.0001 ms apart; seven digits tell them from each other.
  const digits = (epochUtcMs - wholeMs).toFixed(7).slice(2);
  return `${iso.slice(0, -1)}${digits}Z`;
}
