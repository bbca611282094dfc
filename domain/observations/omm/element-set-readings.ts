import type { ElementSet } from '../../orbits/element-set.ts';
import { type Fault, shown } from '../fault.ts';
import type { Reading, Rejection } from '../reading.ts';
import { isKnownKeyword } from './omm-keywords.ts';
import type { OmmMessage } from './omm-message.ts';
import { toElementSet } from './to-element-set.ts';

/** Warnings told of a file; one with more has another format. */
const mostWarnings = 50;

/** Turns the messages of a file into element sets and refusals. A warning is told once, at the first message it goes for. */
export async function* elementSetReadings(
  messages: AsyncIterable<OmmMessage>,
  source: string,
): AsyncGenerator<Reading<ElementSet>, void, undefined> {
  const told = new Set<string>();
  for await (const message of messages) {
    const { reading, warnings } = read(message, source);
    for (const warning of warnings) {
      if (told.has(warning.message) || told.size >= mostWarnings) continue;
      told.add(warning.message);
      yield { kind: 'warning', warning };
    }
    yield reading;
  }
}

function read(
  { line, fields, fault, warnings = [] }: OmmMessage,
  source: string,
): { readonly reading: Reading<ElementSet>; readonly warnings: readonly Rejection[] } {
  const result = fault ? { fault } : toElementSet(fields);
  const unknown = [...fields.keys()].filter((keyword) => !isKnownKeyword(keyword));
  const oddities = [...warnings, ...unknown.map(unknownKeyword), ...('value' in result ? result.assumptions : [])];
  return {
    reading:
      'value' in result
        ? { kind: 'accepted', line, value: result.value }
        : { kind: 'rejected', rejection: { source, line, ...result.fault } },
    warnings: oddities.map((oddity) => ({ source, line, ...oddity })),
  };
}

const unknownKeyword = (keyword: string): Fault => ({
  code: 'domain.unknown_keyword',
  message: `keyword ${shown(keyword)} is not part of the format and was not read`,
});
