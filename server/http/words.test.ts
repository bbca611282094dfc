import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { IntlMessageFormat } from 'intl-messageformat';
import {
  courses,
  elementNames,
  endSpeeds,
  labelsOf,
  levels,
  patternDefinitions,
  rangeTrends,
  reliabilityGrades,
  severities,
  severityRules,
  turns,
} from '#domain';
import { catalogs, english, type MessageKey, wordsIn } from './words.ts';

const chinese = wordsIn('zh-Hans');
const keys = Object.keys(catalogs.en) as MessageKey[];

/** Names of the placeholders and tags of a message, those inside its choices too. */
function namesIn(message: string): string[] {
  type Node = ReturnType<IntlMessageFormat['getAst']>[number];
  const namesOf = (node: Node): string[] => {
    if ('options' in node && node.options)
      return [node.value, ...Object.values(node.options).flatMap(({ value }) => value.flatMap(namesOf))];
    if ('children' in node) return [`<${node.value}>`, ...node.children.flatMap(namesOf)];
    return 'value' in node && node.type !== 0 ? [node.value] : [];
  };
  return [...new Set(new IntlMessageFormat(message, 'en').getAst().flatMap(namesOf))].sort();
}

test('the catalogs have the same messages in the same order, with the same placeholders', () => {
  assert.deepEqual(Object.keys(catalogs['zh-Hans']), keys);
  const differing = keys.filter((key) => namesIn(catalogs.en[key]).join() !== namesIn(catalogs['zh-Hans'][key]).join());
  assert.deepEqual(differing, []);
});

test('placeholders are found in choices and tags', () => {
  assert.deepEqual(namesIn('{n, plural, one {# of {all}} other {<a>{x}</a>}}'), ['<a>', 'all', 'n', 'x']);
});

test('Chinese messages have full-width punctuation', () => {
  const narrow = keys.filter((key) =>
    /\p{Script=Han}[,;:?!()]|[,;:?!()]\p{Script=Han}/u.test(catalogs['zh-Hans'][key]),
  );
  assert.deepEqual(narrow, []);
});

const root = path.join(import.meta.dirname, '../..');
const sourcesIn = (folder: string, pattern: RegExp): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .map((file) => readFileSync(path.join(root, folder, file), 'utf8'));
const found = (sources: readonly string[], pattern: RegExp): Set<string> =>
  new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map((match) => match[1]!)));

const templates = sourcesIn('views', /\.hbs$/);
const code = sourcesIn('server', /(?<!\.test)\.ts$/);

test('every message that a template names is in the catalogs', () => {
  const named = found(templates, /[{(]t "([^"]+)"/g);
  assert.ok(named.size > 200);
  assert.deepEqual(
    [...named].filter((key) => !(key in catalogs.en)),
    [],
  );
});

test('every message is used by a template or by the code', () => {
  const named = new Set([...found(templates, /[{(]t "([^"]+)"/g), ...found(code, /'([a-z][\w.]*)'/g)]);
  // `formats.${name}.title` names every message with something in that place.
  const composed = [...found(code, /`([a-z]\w*\.[\w.]*\$\{[^`]*)`/g)].map((name) =>
    name.replace(/\$\{[^}]*\}/g, '[^.]+'),
  );
  const groups = [
    ...found(templates, /[{(]term "([^"]+)"/g),
    ...found(code, /\.term\([`'](\w+)/g),
    // Texts of the tables of evaluation; report-words.test.ts holds them to those.
    'report',
  ];
  const used = new RegExp(`^(?:${composed.join('|')}|(?:${groups.join('|')})\\..+)$`);
  assert.deepEqual(
    keys.filter((key) => !named.has(key) && !used.test(key)),
    [],
  );
});

test('every value of the closed sets of the domain has its word', () => {
  const sets: [string, readonly string[]][] = [
    ...levels.map((level): [string, readonly string[]] => [`labels.${level}`, labelsOf[level]]),
    ['patterns', Object.keys(patternDefinitions)],
    ['patternDefinitions', Object.keys(patternDefinitions)],
    ['grades', reliabilityGrades],
    ['ranges', rangeTrends],
    ['speeds', endSpeeds],
    ['turns', turns],
    ['courses', courses],
    ['elements', elementNames],
    ['missing', elementNames],
    ['severities', severities],
    ['courseWords', rangeTrends.filter((trend) => trend !== 'falling')],
    ['courseWords.falling', endSpeeds],
    ...levels.map((level): [string, readonly string[]] => [`severityReasons.${level}`, labelsOf[level]]),
  ];
  for (const [group, values] of sets)
    assert.deepEqual(
      values.filter((value) => chinese.term(group, value) === value),
      [],
      group,
    );
});

test('what is defined elsewhere reads the same in the English catalog', () => {
  const file = path.join(root, 'data/taxonomy/labels.json');
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    Record<string, { definition: string; decision: string }>
  >;
  for (const level of levels)
    for (const label of labelsOf[level]) {
      assert.equal(english.term(`labels.${level}`, label), label);
      assert.equal(english.term(`definitions.${level}`, label), recorded[level]![label]!.definition);
      assert.equal(english.term(`decisions.${level}`, label), recorded[level]![label]!.decision);
      assert.equal(english.term(`severityReasons.${level}`, label), severityRules[level][label]!.reason);
    }
  for (const [pattern, definition] of Object.entries(patternDefinitions)) {
    assert.equal(english.term('patterns', pattern), pattern);
    assert.equal(english.term('patternDefinitions', pattern), definition);
  }
});

test('numbers and plurals follow the language', () => {
  assert.equal(english.t('targets.count', { count: 1 }), '1 target');
  assert.equal(english.t('targets.count', { count: 1024 }), '1,024 targets');
  assert.equal(chinese.t('targets.count', { count: 1024 }), '1,024 个目标');
});

test('a message without its value, and a name that is none, are errors', () => {
  assert.throws(() => english.t('targets.count'), /count/);
  assert.throws(() => english.t('targets.nothing' as MessageKey), { code: 'server.unexpected' });
});

test('a value that is in no closed set is shown as it is', () => {
  assert.equal(chinese.term('patterns', 'figure of eight'), 'figure of eight');
});
