import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What axe finds wrong with a page, in words. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(await readFile(axePath, 'utf8'));
  const found = (await page.evaluate('axe.run()')) as { violations: Violation[] };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

/** By how much a page is wider than its window, px. */
export const overflowPx = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));

/** Marks what can be operated and is shown, in the page; the name of the mark is the order in the document. */
const markOperable = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.disabled && node.tabIndex >= 0
    && !(node.type === 'radio' && !node.checked && node.form?.querySelector(\`[name="\${node.name}"]:checked\`)))
  .map((node, index) => (node.dataset.operable = String(index))).length`;

/** Where the focus is, and whether a reader sees it. */
const focused = `(() => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
  const isShown = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  return { mark: document.activeElement.dataset.operable ?? null, isShown, text: document.activeElement.outerHTML.slice(0, 90) };
})()`;

/** What of a page the tab key does not reach, or reaches without showing it; boxes that scroll and dates take presses too. */
export async function unreachable(page: Page): Promise<string[]> {
  const count = Number(await page.evaluate(markOperable));
  const complaints: string[] = [];
  const reached = new Set<string>();
  for (let presses = 0; presses < 2 * count + 40 && reached.size < count; presses += 1) {
    await page.keyboard.press('Tab');
    const { mark, isShown, text } = (await page.evaluate(focused)) as FocusedElement;
    if (mark !== null) reached.add(mark);
    if (mark !== null && !isShown) complaints.push(`focus is not seen on ${text}`);
  }
  for (const missed of (await page.evaluate(operable)) as readonly OperableElement[])
    if (!reached.has(missed.mark)) complaints.push(`the tab key does not reach ${missed.text}`);
  return complaints;
}

/** What {@link markOperable} marked. */
const operable = `[...document.querySelectorAll('[data-operable]')]
  .map((node) => ({ mark: node.dataset.operable, text: node.outerHTML.slice(0, 90) }))`;

interface OperableElement {
  readonly mark: string;
  readonly text: string;
}

interface FocusedElement {
  readonly mark: string | null;
  readonly isShown: boolean;
  readonly text: string;
}
