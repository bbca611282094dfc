import { accountOperations } from './account-operations.ts';
import { adminOperations } from './admin-operations.ts';
import { assessmentOperations } from './assessment-operations.ts';
import { consoleOperations } from './console-operations.ts';
import { correctionOperations } from './correction-operations.ts';
import { evaluationOperations } from './evaluation-operations.ts';
import { jobOperations } from './job-operations.ts';
import { logOperations } from './log-operations.ts';
import type { Operations } from './operation.ts';
import { overviewOperations } from './overview-operations.ts';
import { targetOperations } from './target-operations.ts';
import { tuningOperations } from './tuning-operations.ts';

/** What the API document says of every route, by method and path. A new page adds a file of its own and a line here. */
export const operations: Operations = {
  ...overviewOperations,
  ...targetOperations,
  ...assessmentOperations,
  ...correctionOperations,
  ...logOperations,
  ...jobOperations,
  ...tuningOperations,
  ...evaluationOperations,
  ...accountOperations,
  ...adminOperations,
  ...consoleOperations,
};
