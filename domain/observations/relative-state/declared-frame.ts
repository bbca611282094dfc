import { AppError } from '#errors';
import { type LocalFrame, parseLocalFrame } from '../../frames/local-frames.ts';
import { type Fault, shownChars } from '../fault.ts';
import { type Cells, declaredAxesColumns, rtnColumns, type StateColumns } from './row.ts';

/** In which columns a row gives its state, and the frame that it is in. */
export interface StatedFrame {
  readonly columns: StateColumns;
  readonly frame: LocalFrame;
}

const plainRtn: StatedFrame = { columns: rtnColumns, frame: 'RTN' };

/** Frames with the axes that the columns named r, t, n speak of. */
const rtnLike: readonly LocalFrame[] = ['RTN', 'RSW', 'RIC', 'QSW', 'HILL'];

/**
 * Tells in which columns and in which frame a row gives its state; nothing is guessed.
 *
 * @param frameOfLog  frame of the rows that name none
 */
export function statedFrame(cells: Cells, frameOfLog: LocalFrame | undefined): StatedFrame | Fault {
  const hasDeclaredAxes = givesDeclaredAxes(cells);
  if (hasDeclaredAxes && rtnColumns.some((name) => cells[name] !== undefined)) {
    const message = `expected a state as ${rtnColumns.join(', ')} or as ${declaredAxesColumns.join(', ')}, got both`;
    return { code: 'domain.frame_conflict', message };
  }
  const frame = cells.frame === undefined ? frameOfLog : frameNamed(cells.frame);
  if (frame === undefined) return hasDeclaredAxes ? undeclared : plainRtn;
  if (typeof frame !== 'string') return frame;
  if (hasDeclaredAxes) return { columns: declaredAxesColumns, frame };
  if (rtnLike.includes(frame)) return plainRtn;
  const message = `expected ${declaredAxesColumns.join(', ')} for a state in ${frame}, got columns named by the axes of RTN`;
  return { code: 'domain.frame_conflict', message };
}

function frameNamed(name: string): LocalFrame | Fault {
  try {
    return parseLocalFrame(name.slice(0, shownChars));
  } catch (thrown) {
    if (thrown instanceof AppError) return { code: thrown.code, message: thrown.message };
    throw thrown;
  }
}

const undeclared: Fault = {
  code: 'domain.frame_undeclared',
  message: `expected a frame for ${declaredAxesColumns.join(', ')}, got none`,
};

function givesDeclaredAxes({ x_km, y_km, z_km, vx_km_s, vy_km_s, vz_km_s }: Cells): boolean {
  return (x_km ?? y_km ?? z_km ?? vx_km_s ?? vy_km_s ?? vz_km_s) !== undefined;
}
