/** UTC interval, milliseconds since 1970-01-01; both ends belong to it. */
export interface TimeWindow {
  readonly startUtcMs: number;
  readonly endUtcMs: number;
}
