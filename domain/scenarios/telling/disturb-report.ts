import { type ReportedElementName, reportedElementNames } from '../../intentions/evidence.ts';
import { lexicon, unknown } from '../../intentions/lexicon.ts';
import type { ReportDisturbance } from '../perturbations.ts';
import type { Random } from '../random.ts';
import { type Language, novelWordings, otherUnitSpans } from './language.ts';
import { drawSpan, drawWording, type Remark, type Report, tellInRemark } from './report.ts';
import { commandSentence, distractingSentence, factSentence } from './sentence.ts';
import { mistype, typoPlaces } from './typos.ts';

/** What a disturbance draws from. */
export interface Means {
  readonly language: Language;
  readonly random: Random;
  /** Labels that a smuggled instruction may ask for. */
  readonly labels: readonly string[];
}

/** A report after something happened to it. */
export interface DisturbedReport {
  readonly report: Report;
  /** The element it happened to, where it is a single one. */
  readonly element?: ReportedElementName;
}

type Disturb = (report: Report, means: Means) => DisturbedReport;

/** Estimates of a size err by up to this share. */
const sizeError = 0.1;

/** Ways in which a report may be worse than usual. Its `terms` stay what full understanding makes of it. */
export const reportDisturbances: Readonly<Record<ReportDisturbance, Disturb>> = {
  /** A fact in words met nowhere before. */
  'other wording': (report, { random, language }) => {
    const element = random.pick(knownElements(report));
    const wording = random.pick(novelWordings[element][report.terms[element]]!);
    return { report: retell(report, element, wording, language, random), element };
  },
  /** A fact that nobody states. */
  'missing element': (report, { random, language }) => {
    const element = random.pick(knownElements(report));
    return {
      report: withTerm(withoutFact(report, element, random.pick(language.unknowns)), element, unknown),
      element,
    };
  },
  /** A second statement that contradicts the first. */
  'contradictory elements': (report, { random, language }) => {
    const element = random.pick(knownElements(report));
    const others = Object.keys(lexicon[element]).filter((term) => term !== report.terms[element]);
    const second = tellInRemark(element, random.pick(others), language, random);
    return { report: withTerm(withRemark(report, second, random), element, unknown), element };
  },
  /** A rougher estimate of the size, where it is a number. */
  'numeric noise': (report, { random }) => {
    const factor = 1 + random.between(-sizeError, sizeError);
    const roughen = (words: string) =>
      words.replace(/\d+(?:\.\d+)?/, (digits) => String(Number((Number(digits) * factor).toPrecision(2))));
    const fields = { ...report.fields, size: roughen(report.fields.size) };
    const remarks = report.remarks.map((remark) =>
      remark.fact?.element === 'size' ? { ...remark, text: roughen(remark.text) } : remark,
    );
    return { report: { ...report, fields, remarks } };
  },
  /** A size in other units than usual. */
  'unit change': (report, { random, language }) => {
    const span = drawSpan(report.terms.size, otherUnitSpans, random);
    return { report: retell(report, 'size', span, language, random), element: 'size' };
  },
  /** One to three slips of the keyboard, in fields or remarks. */
  typos: (report, { random }) => {
    const count = 1 + random.int(3);
    return { report: Array.from({ length: count }).reduce<Report>((typed) => withTypo(typed, random), report) };
  },
  /** One to three sentences that are beside the point. */
  distractors: (report, { random, language }) => {
    const count = 1 + random.int(3);
    const sentences = Array.from({ length: count }, () => ({ text: distractingSentence(language, random) }));
    return { report: sentences.reduce<Report>((told, sentence) => withRemark(told, sentence, random), report) };
  },
  /** An instruction to the reader among the remarks. */
  'smuggled instruction': (report, { random, language, labels }) => {
    const text = commandSentence(labels, language, random);
    return { report: withRemark(report, { text }, random) };
  },
  /** Elements and sentences in another order. */
  'shuffled order': (report, { random }) => ({
    report: { ...report, order: random.shuffle(report.order), remarks: random.shuffle(report.remarks) },
  }),
  /** Remarks that break off, before or within a sentence. */
  'truncated record': (report, { random, language }) => {
    const told = report.remarks.some(({ fact }) => fact !== undefined)
      ? report
      : toldInRemark(report, random.pick(knownElements(report)), language, random);
    return { report: brokenOff(told, random) };
  },
};

/** Whether a report can be disturbed so. */
export function canDisturb({ terms }: Report, kind: ReportDisturbance): boolean {
  return kind !== 'unit change' || terms.size !== unknown;
}

const knownElements = ({ terms }: Report): ReportedElementName[] =>
  reportedElementNames.filter((element) => terms[element] !== unknown);

const withTerm = (report: Report, element: ReportedElementName, term: string): Report => ({
  ...report,
  terms: { ...report.terms, [element]: term },
});

const withoutFact = (report: Report, element: ReportedElementName, unknownWords: string): Report => ({
  ...report,
  fields: { ...report.fields, [element]: unknownWords },
  remarks: report.remarks.filter(({ fact }) => fact?.element !== element),
});

function withRemark(report: Report, remark: Remark, random: Random): Report {
  const place = random.int(report.remarks.length + 1);
  return { ...report, remarks: report.remarks.toSpliced(place, 0, remark) };
}

/** The fact of an element in given words, where it was told before. */
function retell(report: Report, element: ReportedElementName, wording: string, language: Language, random: Random) {
  const { fields, remarks, terms } = report;
  const place = remarks.findIndex(({ fact }) => fact?.element === element);
  if (place < 0) return { ...report, fields: { ...fields, [element]: wording } };
  return { ...report, remarks: remarks.with(place, tellInRemark(element, terms[element], language, random, wording)) };
}

/** The same report with a fact moved from its field to the remarks. */
function toldInRemark(report: Report, element: ReportedElementName, language: Language, random: Random): Report {
  const wording = drawWording(element, report.terms[element], language, random);
  const remark: Remark = {
    text: factSentence(element, wording, language, random),
    fact: { element, term: report.terms[element], wording },
  };
  const fields = { ...report.fields, [element]: random.pick(language.unknowns) };
  return withRemark({ ...report, fields }, remark, random);
}

function withTypo(report: Report, random: Random): Report {
  const inFields = reportedElementNames
    .filter((element) => report.terms[element] !== unknown)
    .flatMap((element) => typoPlaces(report.fields[element]).map((place) => ({ element, place })));
  const inRemarks = report.remarks.flatMap(({ text }, remark) => typoPlaces(text).map((place) => ({ remark, place })));
  const places = [...inFields, ...inRemarks];
  if (places.length === 0) return report;
  const chosen = random.pick(places);
  if ('element' in chosen) {
    const field = mistype(report.fields[chosen.element], chosen.place, random);
    return { ...report, fields: { ...report.fields, [chosen.element]: field } };
  }
  const remark = report.remarks[chosen.remark]!;
  const mistyped = { ...remark, text: mistype(remark.text, chosen.place, random) };
  return { ...report, remarks: report.remarks.with(chosen.remark, mistyped) };
}

/** The remarks up to somewhere before the words of a fact; that fact and those after it are lost. */
function brokenOff(report: Report, random: Random): Report {
  const factual = report.remarks.flatMap(({ fact }, i) => (fact === undefined ? [] : [i]));
  const last = random.pick(factual);
  const { text, fact } = report.remarks[last]!;
  const wordsBefore = text.slice(0, text.toLowerCase().indexOf(fact!.wording.toLowerCase())).split(' ').slice(0, -1);
  const rest = wordsBefore.slice(0, random.int(wordsBefore.length + 1)).join(' ');
  const lost = report.remarks.slice(last).flatMap(({ fact }) => (fact === undefined ? [] : [[fact.element, unknown]]));
  return {
    ...report,
    remarks: [...report.remarks.slice(0, last), ...(rest === '' ? [] : [{ text: rest }])],
    terms: { ...report.terms, ...Object.fromEntries(lost) },
  };
}
