/** A point in px. */
export type Point = readonly [number, number];

/** A path may be drawn this far beside its points, px. */
const tolerancePx = 0.3;

/**
 * Leaves out the points of a path that lie on the line between those kept, to a third of a pixel; both ends stay.
 *
 * @source Ramer 1972, Douglas and Peucker 1973: split at the farthest point until none is farther than the tolerance
 */
export function thinPath(points: readonly Point[]): Point[] {
  const isKept = new Uint8Array(points.length);
  const open: (readonly [number, number])[] = points.length > 0 ? [[0, points.length - 1]] : [];
  isKept[0] = 1;
  isKept[points.length - 1] = 1;
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    const { index, distancePx } = farthestFromChord(points, from, to);
    if (distancePx <= tolerancePx) continue;
    isKept[index] = 1;
    open.push([from, index], [index, to]);
  }
  return points.filter((_, index) => isKept[index] === 1);
}

/** The point between two others that is farthest from the line that joins them. */
function farthestFromChord(points: readonly Point[], from: number, to: number) {
  const [[x0, y0], [x1, y1]] = [points[from]!, points[to]!];
  const [dx, dy] = [x1 - x0, y1 - y0];
  const lengthSquared = dx * dx + dy * dy;
  let [index, farthest] = [from, 0];
  for (let at = from + 1; at < to; at += 1) {
    const point = points[at]!;
    const px = point[0] - x0;
    const py = point[1] - y0;
    const share = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared));
    const offX = px - share * dx;
    const offY = py - share * dy;
    const squared = offX * offX + offY * offY;
    if (squared > farthest) {
      index = at;
      farthest = squared;
    }
  }
  return { index, distancePx: Math.sqrt(farthest) };
}

/**
 * Keeps, of a series in order of x, the first, lowest, highest and last point of each pixel column,
 * so that no peak is lost and the line is never longer than four points per column.
 */
export function thinSeries(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(points[start]![0]);
    let end = start;
    let [lowest, highest] = [start, start];
    while (end < points.length && Math.floor(points[end]![0]) === column) {
      if (points[end]![1] < points[lowest]![1]) lowest = end;
      if (points[end]![1] > points[highest]![1]) highest = end;
      end += 1;
    }
    for (const index of [...new Set([start, lowest, highest, end - 1])].sort((a, b) => a - b))
      kept.push(points[index]!);
    start = end;
  }
  return kept;
}
