import { strategies } from '#prompts';
import type { Page } from '../../http/respond.ts';
import type { Words } from '../../http/words.ts';
import type { Promotion } from '../../store/promotion-table.ts';
import { promotionsInForce } from './run-row.ts';
import { adapterWords, servingRows, servingViews } from './serving-view.ts';

/** Which adapter answers for each strategy, and every promotion before, the newest first. */
export function promotionsPage(promotions: readonly Promotion[], words: Words): Page {
  const inForce = promotionsInForce(promotions);
  const rows = promotions.map((promotion) => toRow(promotion, inForce));
  return {
    view: 'tuning-promotions',
    title: words.t('tuning.promotions'),
    section: 'tuning',
    model: {
      serving: servingViews(inForce, words),
      rows: rows.map((row) => ({
        ...row,
        words: adapterWords(row, words),
        href: row.run === null ? null : `/tuning/${row.run}`,
        canRestore: !isServed(row, inForce),
        restoreOf: words.t('tuning.promotions.restoreOf', {
          strategy: words.term('strategies', row.strategy),
          id: row.promotion,
        }),
      })),
      shipped: strategies
        .filter((strategy) => inForce.get(strategy)?.adapter)
        .map((strategy) => ({
          strategy,
          restoreOf: words.t('tuning.promotions.restoreShippedOf', { strategy: words.term('strategies', strategy) }),
        })),
    },
    json: { kind: 'promotions', serving: servingRows(inForce), rows },
    csv: {
      columns: [
        'promotion',
        'strategy',
        'run',
        'adapter_sha256',
        'folder',
        'author',
        'created_utc',
        'back_to',
        'in_force',
      ],
      rows: rows.map((row) => [
        row.promotion,
        row.strategy,
        row.run,
        row.adapterSha256,
        row.folder,
        row.author,
        row.createdUtc,
        row.backTo,
        row.isInForce,
      ]),
    },
  };
}

function toRow(
  { id, strategy, adapter, author, createdUtc, backTo }: Promotion,
  inForce: ReadonlyMap<string, Promotion>,
) {
  return {
    promotion: id,
    strategy,
    run: adapter?.jobId ?? null,
    adapterSha256: adapter?.sha256 ?? null,
    folder: adapter?.folder ?? null,
    author,
    createdUtc,
    backTo,
    isInForce: inForce.get(strategy)?.id === id,
  };
}

/** Whether the adapter of a row answers now, by this promotion or another. */
const isServed = (
  { strategy, adapterSha256 }: { readonly strategy: string; readonly adapterSha256: string | null },
  inForce: ReadonlyMap<string, Promotion>,
): boolean => (inForce.get(strategy)?.adapter?.sha256 ?? null) === adapterSha256;
