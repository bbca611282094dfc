import { type ElementSet, type FileReadings, ObjectGatherer } from '#domain';
import { takeRefused, tellFaults } from './refused-records.ts';
import type { Terminal } from './terminal.ts';

/** Objects that files tell of. */
export interface ObjectsRead {
  /** Every object, whether from element sets or from ephemerides. */
  readonly objects: ObjectGatherer;
  /** Every element set, in the order of the files. */
  readonly catalog: readonly ElementSet[];
  readonly rejectedCount: number;
}

/** Reads element sets and ephemerides; what is refused is told on standard error. */
export async function readObjects(terminal: Terminal, files: readonly FileReadings[]): Promise<ObjectsRead> {
  const objects = new ObjectGatherer();
  const catalog: ElementSet[] = [];
  const refused = await takeRefused(undefined);
  let rejectedCount = 0;
  for (const { source, readings } of files) {
    for await (const reading of readings) {
      if (reading.kind === 'rejected') {
        rejectedCount += 1;
        await refused.add(reading.rejection);
      } else if (reading.kind === 'accepted' && reading.value.kind === 'element set') {
        catalog.push(reading.value);
        objects.addElementSet(reading.value, source);
      } else if (reading.kind === 'accepted' && reading.value.kind === 'ephemeris segment') {
        objects.addSegment(reading.value);
      }
    }
  }
  tellFaults(terminal, refused.first, rejectedCount);
  return { objects, catalog, rejectedCount };
}
