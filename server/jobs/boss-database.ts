import type PgBoss from 'pg-boss';
import type { Database, SqlValue } from '../store/database.ts';

/** pg-boss sends several statements at once between these, and then without values. */
const script = /^\s*BEGIN;(.*)COMMIT;\s*$/s;

/**
 * A database as pg-boss wants it. Its scripts become transactions of ours, so that one that fails leaves the single
 * connection of the embedded database usable.
 */
export const bossDatabase = (database: Database): PgBoss.Db => ({
  async executeSql(text, values) {
    const statements = values === undefined ? script.exec(text)?.[1] : undefined;
    if (statements !== undefined) {
      await database.transaction((tx) => tx.exec(statements));
      return { rows: [] };
    }
    return { rows: await database.query(text, (values ?? []).map(toSqlValue)) };
  },
});

/** Objects go as JSON; the drivers do not agree on what else to make of them. */
function toSqlValue(value: unknown): SqlValue {
  if (value === undefined) return null;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
  return isObject ? JSON.stringify(value) : (value as SqlValue);
}
