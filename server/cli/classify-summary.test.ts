import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Assessment, flyScenario, gatherEvidence } from '#domain';
import { createAssessor } from '../assess/assessor.ts';
import { ClassifySummary } from './classify-summary.ts';
import { fakeGenerator } from './testing/fake-services.ts';

const evidence = gatherEvidence(flyScenario({ seed: 1, motion: 'flyby' }).track);
const assessments: Assessment[] = [];
for await (const one of createAssessor(fakeGenerator()).assess([evidence], 'cot')) assessments.push(one);
const [assessment] = assessments;

const labeled = (motion: string | null, operation: string, task: string): Assessment => ({
  ...assessment!,
  motion: { ...assessment!.motion, label: motion },
  operation: { ...assessment!.operation, label: operation },
  task: { ...assessment!.task, label: task },
});

const summary = new ClassifySummary();
summary.count(labeled('flyby', 'none', 'unclear'));
summary.count(labeled('hovering', 'photograph', 'observation'));
summary.count(labeled('flyby', 'none', 'detection'));
summary.count(labeled(null, 'none', 'unclear'));

const refused = {
  count: 4,
  countByCode: new Map([
    ['domain.a', 1],
    ['domain.b', 3],
  ]),
};

test('labels are counted in the order of the taxonomy, those that cannot be read last, reasons by number', () => {
  const figures = { kept: 0, repeated: 1, seconds: 8, refused, output: 'out.csv' };
  assert.equal(
    summary.inWords(figures),
    `Classified 4 targets in 8 s, 0.5 per s; 1 of them told in the words of others and not asked again.
  motion     hovering 1, flyby 2, unread 1
  operation  photograph 1, none 3
  task       detection 1, observation 1, unclear 2
Refused 4 records: domain.b 3, domain.a 1.
4 assessments in out.csv.
`,
  );
});

test('targets of an earlier run count for the labels and not for the rate', () => {
  const none = { count: 0, countByCode: new Map() };
  const text = summary.inWords({ kept: 3, repeated: 0, seconds: 2, refused: none, output: null });
  assert.match(text, /^Classified 1 target in 2 s, 0\.5 per s, after 3 of an earlier run; 0 of them/);
  assert.doesNotMatch(text, /Refused|assessments in/);
});

test('for programs the same is one line of JSON', () => {
  const text = summary.asJson({ kept: 0, repeated: 1, seconds: 8, refused, output: null });
  assert.deepEqual(JSON.parse(text), {
    kind: 'summary',
    targets: 4,
    kept: 0,
    repeated: 1,
    seconds: 8,
    perSecond: 0.5,
    labels: {
      motion: { hovering: 1, flyby: 2, unread: 1 },
      operation: { photograph: 1, none: 3 },
      task: { detection: 1, observation: 1, unclear: 2 },
    },
    refused: { 'domain.b': 3, 'domain.a': 1 },
    output: null,
  });
});

test('a run without any target still tells what was refused', () => {
  const text = new ClassifySummary().inWords({ kept: 0, repeated: 0, seconds: 0, refused, output: null });
  assert.match(text, /^Classified 0 targets in 0 s, 0 per s; .*\nRefused 4 records: /);
});
