import { strategies } from '#prompts';
import type { Words } from '../../http/words.ts';
import type { Promotion } from '../../store/promotion-table.ts';

/** What answers for each strategy, for the JSON of pages. */
export const servingRows = (inForce: ReadonlyMap<string, Promotion>) =>
  strategies.map((strategy) => {
    const promotion = inForce.get(strategy);
    const adapter = promotion?.adapter ?? null;
    return {
      strategy,
      promotion: promotion?.id ?? null,
      run: adapter?.jobId ?? null,
      adapterSha256: adapter?.sha256 ?? null,
      sinceUtc: promotion?.createdUtc ?? null,
      author: promotion?.author ?? null,
    };
  });

/** What an adapter is called: the run it came from, or that it is the shipped one. */
export const adapterWords = ({ run }: { readonly run: number | null }, words: Words): string =>
  run === null ? words.t('tuning.shipped') : words.t('tuning.ofRun', { run });

/** The same for a table of a page. */
export const servingViews = (inForce: ReadonlyMap<string, Promotion>, words: Words) =>
  servingRows(inForce).map((row) => ({
    ...row,
    words: adapterWords(row, words),
    href: row.run === null ? null : `/tuning/${row.run}`,
  }));
