import type { MessageKey, Words } from '../../http/words.ts';
import type { TuningSettings } from '../../tuning/tuning-settings.ts';

/** A setting of a run, named and told. */
export interface SettingRow {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

/** The settings that decided a run, in the order of the form; those of other methods and sources are left out. */
export function settingRows(settings: TuningSettings, words: Words): SettingRow[] {
  const { method, source } = settings;
  const isMixed = source === 'both';
  const numbers = (...names: readonly (keyof TuningSettings)[]): [string, unknown][] =>
    names.map((name) => [name, settings[name]]);
  const told: [string, unknown][] = [
    ['strategy', words.term('strategies', settings.strategy)],
    ['source', words.term('tuningSources', source)],
    ...(source === 'corrections' ? [] : numbers('examples', 'varied')),
    ...(isMixed ? numbers('repeat') : []),
    ...numbers('validation'),
    ['method', words.term('tuningMethods', method.kind)],
    ...methodValues(settings, words),
    ...numbers('learningRate', 'steps', 'batch', 'accumulate', 'evaluateEvery', 'patience', 'seed'),
  ];
  return told.map(([name, value]) => ({
    name,
    label: words.t(`tuning.field.${name}` as MessageKey),
    value: value === null || value === 0 ? (name === 'patience' || name === 'projection' ? '–' : '0') : String(value),
  }));
}

function methodValues({ method }: TuningSettings, words: Words): [string, unknown][] {
  switch (method.kind) {
    case 'prefix':
      return [
        ['prefix', method.tokens],
        ['init', words.term('virtualStarts', method.init)],
        ['dropout', method.dropout],
        ['projection', method.projection],
      ];
    case 'prompt':
      return [
        ['prefix', method.tokens],
        ['init', words.term('virtualStarts', method.init)],
      ];
    case 'lora':
      return [
        ['rank', method.rank],
        ['alpha', method.alpha],
        ['targets', method.targets.join(', ')],
      ];
  }
}
