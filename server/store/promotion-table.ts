import type { Database } from './database.ts';
import type { Strategy } from './job-rows.ts';

/** An adapter that was tuned here and lies in the data folder. */
export interface PromotedAdapter {
  /** Folder below the data folder. */
  readonly folder: string;
  /** Digest of its weights, hexadecimal. */
  readonly sha256: string;
  /** The run it came from. */
  readonly jobId: number;
}

/** That somebody made an adapter the one that answers for a strategy. */
export interface NewPromotion {
  readonly strategy: Strategy;
  readonly author: string;
  /** Null for the adapter that is shipped. */
  readonly adapter: PromotedAdapter | null;
  /** The promotion this one goes back to; null for a new adapter, and for the shipped one. */
  readonly backTo: number | null;
}

/** A promotion as the store keeps it. */
export interface Promotion extends NewPromotion {
  readonly id: number;
  readonly createdUtc: string;
}

/** Which adapter answers for each strategy, and which did before; rows are added and never changed. */
export interface PromotionTable {
  /**
   * Adds a promotion, unless another one came in between.
   *
   * @param replaces  number of the promotion that is thought to be in force, null for the shipped adapter; undefined for
   *   whichever is
   * @returns undefined when another one is in force
   */
  insert(promotion: NewPromotion, replaces: number | null | undefined, nowUtc: Date): Promise<Promotion | undefined>;
  find(id: number): Promise<Promotion | undefined>;
  /** The promotion in force; undefined when the shipped adapter has always answered. */
  latestOf(strategy: Strategy): Promise<Promotion | undefined>;
  /** Newest first. */
  list(): Promise<Promotion[]>;
}

interface PromotionRow {
  id: number;
  created_utc: Date;
  author: string;
  strategy: Strategy;
  folder: string | null;
  adapter_sha256: string | null;
  job_id: number | null;
  back_to: number | null;
}

const columns = 'p.id, p.created_utc, p.author, p.strategy, p.folder, p.adapter_sha256, p.job_id, p.back_to';

const toPromotion = ({ folder, adapter_sha256: sha256, job_id: jobId, ...row }: PromotionRow): Promotion => ({
  id: row.id,
  createdUtc: row.created_utc.toISOString(),
  author: row.author,
  strategy: row.strategy,
  adapter: folder === null || sha256 === null || jobId === null ? null : { folder, sha256, jobId },
  backTo: row.back_to,
});

/** Number of the lock under which promotions are added, so that two at once see each other. */
const promotionLock = 5_273;

/** Builds the table of promotions on a database. */
export function promotionTable(database: Database): PromotionTable {
  const select = async (rest: string, values: readonly (string | number)[] = [], on = database) =>
    (await on.query<PromotionRow>(`select ${columns} from promotions p ${rest}`, values)).map(toPromotion);
  const latestOf = async (strategy: Strategy, on = database) =>
    (await select('where p.strategy = $1 order by p.id desc limit 1', [strategy], on))[0];
  return {
    insert: ({ strategy, author, adapter, backTo }, replaces, nowUtc) =>
      database.transaction(async (tx) => {
        await tx.query('select pg_advisory_xact_lock($1)', [promotionLock]);
        const latest = await latestOf(strategy, tx);
        if (replaces !== undefined && replaces !== (latest?.id ?? null)) return undefined;
        const [row] = await tx.query<PromotionRow>(
          `insert into promotions as p (created_utc, author, strategy, folder, adapter_sha256, job_id, back_to)
           values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
          [nowUtc, author, strategy, adapter?.folder ?? null, adapter?.sha256 ?? null, adapter?.jobId ?? null, backTo],
        );
        return toPromotion(row!);
      }),
    find: async (id) => (await select('where p.id = $1', [id]))[0],
    latestOf: (strategy) => latestOf(strategy),
    list: () => select('order by p.id desc'),
  };
}
