import { Type } from 'typebox';
import type { Judged } from '../../pages/assessment/judged-levels.ts';
import { described } from '../described.ts';
import { always, count, flag, list, named, oneOf, orNull, real, record, share, text } from '../fields.ts';
import { perLevel } from './assessment.ts';

const Calibration = named(
  'Calibration',
  Type.Union(
    [
      record({
        kind: always('calibrated', 'An evaluation fitted a temperature for this model, adapter and strategy.'),
        contestant: text('The contestant of the evaluation that is this very model, adapter and strategy.'),
        temperature: real('The fitted temperature.'),
        fittedOn: count('Records it was fitted on.'),
      }),
      record({
        kind: always('uncalibrated', 'Confidences are as generated.'),
        why: oneOf(['no report', 'other model'], 'Why there is none.'),
      }),
    ],
    { description: 'How confidences are to be read.' },
  ),
);

const JudgedLevel = named(
  'JudgedLevel',
  record(
    {
      label: orNull(text('The label; null when it could not be read.')),
      generated: share('Probability of the line as generated.'),
      confidence: share('The same at the fitted temperature; as generated where none is fitted.'),
      isSufficient: flag('Whether the confidence reaches the threshold.'),
      distribution: list(
        record({
          label: text('A label of the level.'),
          probability: share('Its probability as generated.'),
          calibrated: orNull(share('The same at the fitted temperature; null where none is fitted.')),
        }),
        'Labels at the deciding word, likeliest first.',
      ),
    },
    'The answer of one level with its calibrated confidence.',
  ),
);

/** An answer with calibrated confidences. */
export const JudgedSchema = described<Judged>()(
  named(
    'JudgedAnswer',
    record(
      {
        calibration: Calibration,
        confidenceThreshold: share('Confidence below which the evidence counts as insufficient.'),
        confidence: share('Of all three levels together, calibrated.'),
        levels: record(
          perLevel(() => JudgedLevel),
          'Answer and confidence of each level.',
        ),
      },
      'Labels with calibrated confidences.',
    ),
  ),
);

/** The same as part of an answer of the API. */
export const JudgedFields = JudgedSchema.properties;
