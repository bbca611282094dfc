/** Stands for this console when a path is resolved; no real one has the name. */
const here = 'http://console.invalid';

/** A path of this console that a form or an address names, to go back to; `/` for anything that leads elsewhere. */
export function ownPath(text: unknown): string {
  if (typeof text !== 'string' || !/^\/(?![/\\])[^\p{Cc}\\]*$/u.test(text) || !URL.canParse(text, here)) return '/';
  const { origin, pathname, search, hash } = new URL(text, here);
  return origin === here && !pathname.startsWith('//') ? pathname + search + hash : '/';
}
