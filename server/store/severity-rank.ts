import { type Severity, severities, severityOf } from '#domain';
import type { Database } from './database.ts';

/** A severity, or `off` for a target that nothing has assessed or whose answer cannot be read. */
export type Status = Severity | 'off';

/** Every status, the worst first. */
export const statuses: readonly Status[] = [...severities, 'off'];

/** The number by which the store sorts a status: 5 for critical down to 0 for off. */
export const rankOf = (status: Status): number => statuses.length - 1 - statuses.indexOf(status);

/** The status of a number of {@link rankOf}. */
export const statusOfRank = (rank: number): Status => statuses[statuses.length - 1 - rank] ?? 'off';

/** The labels of the three levels; null where an answer could not be read. */
export interface Labels {
  readonly motion: string | null;
  readonly operation: string | null;
  readonly task: string | null;
}

/** The rank of an answer by the table of severities. */
export const rankOfLabels = (labels: Labels): number => rankOf(severityOf(labels)?.severity ?? 'off');

/** Brings the stored ranks in line with the table, which may have changed since they were written. */
export async function alignSeverities(database: Database): Promise<void> {
  for (const table of ['assessments', 'targets']) {
    const kinds = await database.query<Labels & { severity: number }>(
      `select distinct motion, operation, task, severity from ${table}
       ${table === 'targets' ? 'where assessment_id is not null' : ''}`,
    );
    for (const { motion, operation, task, severity } of kinds) {
      const rank = rankOfLabels({ motion, operation, task });
      if (rank === severity) continue;
      await database.query(
        `update ${table} set severity = $4::int where motion is not distinct from $1::text
           and operation is not distinct from $2::text and task is not distinct from $3::text and severity <> $4::int
           ${table === 'targets' ? 'and assessment_id is not null' : ''}`,
        [motion, operation, task, rank],
      );
    }
  }
}
