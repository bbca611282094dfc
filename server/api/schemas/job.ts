import { Type } from 'typebox';
import type { JobView } from '../../pages/job-page.ts';
import { type JobFailure, type JobMessage, type JobRecord, type JobResult, jobStates } from '../../store/job-rows.ts';
import { described } from '../described.ts';
import { count, flag, instant, list, named, number, oneOf, open, orNull, real, record, text } from '../fields.ts';

const Failure = described<JobFailure>()(
  record(
    {
      code: text('Code of the error, see docs/errors.md.'),
      message: text('What was expected, and what was got.'),
      hint: orNull(text('What helps; null when nothing is known.')),
    },
    'The error it ended by; null without one.',
  ),
);

const Message = described<JobMessage>()(record({ atUtc: instant('When it was written.'), text: text('The line.') }));

const Result = Type.Unsafe<JobResult>({
  type: 'object',
  properties: { href: { type: 'string', description: 'Page that shows what came of it.' } },
  additionalProperties: true,
  description: 'What came of it, as its kind has it; null until it is done.',
});

const told = {
  kind: text('Kind of job: `import`, `classification` and others.'),
  subject: text('What it works on, in words.'),
  settings: open<object>('What it was started with, as its kind has it.'),
  logId: orNull(number('Log it works on; null when it works on none.')),
  state: oneOf(jobStates, 'How far it is.'),
  isCancelRequested: flag('It was asked to stop, and stops after the step in hand.'),
  unit: oneOf(['target', 'byte', 'step', 'record'], 'What one step is.'),
  stepsDone: count('Steps done.'),
  stepsTotal: orNull(count('Steps in all; null while nobody knows.')),
  attempts: count('Times it was begun, or taken up again after an end it did not choose.'),
  startedBy: orNull(text('Account that asked for it; null when nobody had signed in.')),
  createdUtc: instant('When it was asked for.'),
  startedUtc: orNull(instant('When it was begun.')),
  finishedUtc: orNull(instant('When it ended.')),
  result: orNull(Result),
  failure: orNull(Failure),
  messages: list(Message, 'Its last lines, oldest first.'),
};

/** A job as it is kept. */
export const JobRecordSchema = described<JobRecord>()(
  named(
    'JobRecord',
    record(
      {
        id: number('Number of the job.'),
        ...told,
        runStartedUtc: orNull(instant('When its present run began.')),
        runStartedDone: count('Steps that were done then.'),
        revision: count('Grows with every change.'),
      },
      'A job as it is kept.',
    ),
  ),
);

/** A job with its progress. */
export const JobSchema = described<JobView>()(
  named(
    'Job',
    record(
      {
        jobId: number('Number of the job.'),
        ...told,
        ratePerS: orNull(real('Steps per second in the present run; null until a step was done.')),
        remainingS: orNull(real('Time left at that rate, s; null when nobody knows or nothing is left.')),
        words: text('Progress in words.'),
        title: text('What it is, in words.'),
        doing: text('What it is doing, in words.'),
        isActive: flag('Whether it waits or runs.'),
      },
      'Work that goes on without a reader: what it is, how far, how fast, and what came of it.',
    ),
  ),
);
