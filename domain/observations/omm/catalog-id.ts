/** Letters of Alpha-5 in order, from A for 10 to Z for 33; I and O are left out, for they look like digits. */
const alpha5Letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * Reads a NORAD catalog number: one to nine digits, or Alpha-5 such as `T0001` for 270001.
 *
 * @returns digits without leading zeros, undefined when the text is neither
 * @source space-track.org, documentation of Alpha-5
 */
export function parseCatalogId(text: string): string | undefined {
  if (/^\d{1,9}$/.test(text)) return String(Number(text));
  const letter = alpha5Letters.indexOf(text.charAt(0));
  if (letter < 0 || !/^.\d{4}$/.test(text)) return undefined;
  return `${letter + 10}${text.slice(1)}`;
}
