/**
 * Address of a target's page. A name that ends like one of the formats has its last dot escaped,
 * so that `/targets/x.json` is the JSON of `x` and never the page of `x.json`.
 */
export function targetAddress(targetId: string): string {
  const encoded = encodeURIComponent(targetId).replace(/\.(?=(json|csv|ndjson)$)/, '%2E');
  return `/targets/${/^\.+$/.test(targetId) ? targetId.replaceAll('.', '%252E') : encoded}`;
}

/** The name of a target that an address of {@link targetAddress} holds, once decoded by the router. */
export const targetIdOf = (parameter: string): string =>
  /^(%2E)+$/.test(parameter) ? parameter.replaceAll('%2E', '.') : parameter;

/** A path with parameters; those that are undefined or empty are left out. */
export function address(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}
