/** A point in px. */
export type Point = readonly [number, number];

/** Leaves out the points of a path that lie within half a pixel of the last one kept; both ends stay. */
export function thinPath(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const [index, point] of points.entries()) {
    const last = kept.at(-1);
    const isEnd = index === points.length - 1;
    if (!last || isEnd || Math.hypot(point[0] - last[0], point[1] - last[1]) >= 0.5) kept.push(point);
  }
  return kept;
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
