import { dot, type Vec3 } from './vector.ts';

/** Three by three matrix, by rows. */
export type Matrix3 = readonly [Vec3, Vec3, Vec3];

export const identity3: Matrix3 = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

export const apply = (matrix: Matrix3, vector: Vec3): Vec3 => [
  dot(matrix[0], vector),
  dot(matrix[1], vector),
  dot(matrix[2], vector),
];

/** The inverse of a rotation. */
export const transpose = ([a, b, c]: Matrix3): Matrix3 => [
  [a[0], b[0], c[0]],
  [a[1], b[1], c[1]],
  [a[2], b[2], c[2]],
];

/** The product, that is, `second` after `first` when applied to a vector: apply(multiply(second, first), v). */
export const multiply = (second: Matrix3, first: Matrix3): Matrix3 => {
  const columns = transpose(first);
  const row = (a: Vec3): Vec3 => [dot(a, columns[0]), dot(a, columns[1]), dot(a, columns[2])];
  return [row(second[0]), row(second[1]), row(second[2])];
};

/** Rotation of the axes about x by an angle, rad: R1 of Vallado. */
export const rotationX = (rad: number): Matrix3 => {
  const [c, s] = [Math.cos(rad), Math.sin(rad)];
  return [
    [1, 0, 0],
    [0, c, s],
    [0, -s, c],
  ];
};

/** Rotation of the axes about y by an angle, rad: R2 of Vallado. */
export const rotationY = (rad: number): Matrix3 => {
  const [c, s] = [Math.cos(rad), Math.sin(rad)];
  return [
    [c, 0, -s],
    [0, 1, 0],
    [s, 0, c],
  ];
};

/** Rotation of the axes about z by an angle, rad: R3 of Vallado. */
export const rotationZ = (rad: number): Matrix3 => {
  const [c, s] = [Math.cos(rad), Math.sin(rad)];
  return [
    [c, s, 0],
    [-s, c, 0],
    [0, 0, 1],
  ];
};
