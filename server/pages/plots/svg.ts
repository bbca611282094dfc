/** A piece of SVG whose every text and attribute has been escaped. */
export interface Svg {
  readonly kind: 'svg';
  readonly markup: string;
}

/** Attributes of an element; `undefined` leaves one out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!);

/** Two decimals are a fiftieth of a pixel. */
const toAttribute = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : escapeText(value);

/** One element; strings among the children are text. */
export function svg(name: string, attributes: Attributes = {}, children: readonly (Svg | string)[] = []): Svg {
  const written = Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${toAttribute(value)}"`)
    .join('');
  const inner = children.map((child) => (typeof child === 'string' ? escapeText(child) : child.markup)).join('');
  return { kind: 'svg', markup: inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>` };
}

/** What an image shows, for those who cannot see it. */
export interface Described {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** Size of an image in px, which its view box states. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** A whole image with title and description; nothing in it can be pressed. */
export const svgImage = (described: Described, size: ImageSize, children: readonly Svg[]): Svg =>
  describedSvg('img', described, size, children);

/** The same with links in it, which a group lets through to those who hear the page. */
export const svgGroup = (described: Described, size: ImageSize, children: readonly Svg[]): Svg =>
  describedSvg('group', described, size, children);

function describedSvg(
  role: 'img' | 'group',
  { id, title, description }: Described,
  { width, height }: ImageSize,
  children: readonly Svg[],
): Svg {
  return svg(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'plot',
      viewBox: `0 0 ${width} ${height}`,
      role,
      'aria-labelledby': `${id}-title ${id}-desc`,
    },
    [svg('title', { id: `${id}-title` }, [title]), svg('desc', { id: `${id}-desc` }, [description]), ...children],
  );
}

/** Path data through points, px. */
export const pathThrough = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** Path data through stretches of points, one line each; a stretch of one point is a dot. */
export const pathOfStretches = (stretches: readonly (readonly (readonly [number, number])[])[]): string =>
  stretches.map((points) => pathThrough(points) + (points.length === 1 ? 'h0' : '')).join('');
