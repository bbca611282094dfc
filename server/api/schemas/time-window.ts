import type { TimeWindow } from '#domain';
import { described } from '../described.ts';
import { instantMs, named, record } from '../fields.ts';

/** An interval of time. */
export const TimeWindowSchema = described<TimeWindow>()(
  named(
    'TimeWindow',
    record(
      { startUtcMs: instantMs('Where it begins.'), endUtcMs: instantMs('Where it ends.') },
      'An interval of time; both ends belong to it.',
    ),
  ),
);
