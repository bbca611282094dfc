import type { Database } from './database.ts';

/** The prompt of an assessment asked again. */
export interface RerunRecord {
  readonly id: number;
  readonly createdUtc: string;
  readonly output: string;
  /** Whether the answer is that of the assessment to the letter. */
  readonly isSame: boolean;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly seconds: number;
}

/** Reruns of assessments. */
export interface RerunTable {
  insert(assessmentId: number, rerun: Omit<RerunRecord, 'id' | 'createdUtc'>, nowUtc: Date): Promise<void>;
  /** The last ones, newest first. */
  ofAssessment(assessmentId: number): Promise<RerunRecord[]>;
}

interface RerunRow {
  id: number;
  created_utc: Date;
  output: string;
  is_same: boolean;
  prompt_tokens: number;
  output_tokens: number;
  answer_s: number;
}

/** Reruns of one assessment a page shows. */
const rerunsShown = 20;

/** Builds the table of reruns on a database. */
export function rerunTable(database: Database): RerunTable {
  return {
    async insert(assessmentId, { output, isSame, promptTokens, outputTokens, seconds }, nowUtc) {
      await database.query(
        `insert into reruns (assessment_id, created_utc, output, is_same, prompt_tokens, output_tokens, answer_s)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [assessmentId, nowUtc, output, isSame, promptTokens, outputTokens, seconds],
      );
    },
    async ofAssessment(assessmentId) {
      const rows = await database.query<RerunRow>(
        `select id, created_utc, output, is_same, prompt_tokens, output_tokens, answer_s from reruns
         where assessment_id = $1 order by id desc limit $2`,
        [assessmentId, rerunsShown],
      );
      return rows.map((row) => ({
        id: row.id,
        createdUtc: row.created_utc.toISOString(),
        output: row.output,
        isSame: row.is_same,
        promptTokens: row.prompt_tokens,
        outputTokens: row.output_tokens,
        seconds: row.answer_s,
      }));
    },
  };
}
