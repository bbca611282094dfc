import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { detectFormat, observationFormats } from './detect-format.ts';

const golden = (path: string) => new URL(`../../data/golden/${path}`, import.meta.url);
const head = (path: string) => readFileSync(golden(path), 'utf8').slice(0, 65_536);

const xml = (element: string) => `<?xml version="1.0"?>\n<!-- an <omm> or oem -->\n${element}<body/>`;

/** A beginning of each format, as short as it may be. */
const beginnings = {
  tle: 'ISS (ZARYA)\n1 25544U 98067A   24130.36689744  .00016024  00000+0  27777-3 0  9992',
  'omm-kvn': 'CCSDS_OMM_VERS = 2.0\nCREATION_DATE =',
  'omm-xml': xml('<ndm:ndm xmlns:ndm="urn"><ndm:omm id="CCSDS_OMM_VERS" version="2.0">'),
  'omm-json': '[{"OBJECT_NAME":"1 24","EPOCH":"2024-05-09T08:48:19","MEAN_MOTION":"15.5","ECCENT',
  'omm-csv': 'OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY\nISS,1998-067A',
  'oem-kvn': 'COMMENT by hand\nCCSDS_OEM_VERS=2.0',
  'oem-xml': xml('<oem id="CCSDS_OEM_VERS" version="2.0">'),
  'cdm-kvn': 'CCSDS_CDM_VERS                     =1.0',
  'cdm-xml': xml('<cdm id="CCSDS_CDM_VERS" version="1.0">'),
  'cdm-json': '[{"CDM_ID":"1","TCA":"2026-03-01T00:00:00","MIN_RNG":"12","SAT_1_ID":"25544","NORAD_CAT_ID":1}]',
  'relative-state-csv': 'Target,epoch_utc,r_km,t_km,n_km,vr_km_s,vt_km_s,vn_km_s',
  'relative-state-jsonl': '{"target":"A","epoch_utc":"2026-03-01T12:00:00Z","r_km":0.1,"t_km":5}',
};

for (const format of observationFormats) {
  test(`tells ${format} by its beginning, whatever comes before and whatever the name`, () => {
    assert.equal(detectFormat(beginnings[format], 'file.txt'), format);
    assert.equal(
      detectFormat(`\ufeff\r\n \n# from the archive\r\n${beginnings[format].replaceAll('\n', '\r\n')}`, '-'),
      format,
    );
    assert.equal(detectFormat(beginnings[format], 'misnamed.jsonl'), format);
  });
}

test('tells the golden samples', () => {
  assert.equal(detectFormat(head('sgp4/SGP4-VER.TLE'), ''), 'tle');
  assert.equal(detectFormat(head('tle/celestrak-stations.tle'), ''), 'tle');
  const formats = readdirSync(golden('omm/')).map((file) => [file, detectFormat(head(`omm/${file}`), '')]);
  const encodingOf: Readonly<Record<string, string>> = { txt: 'kvn', omm: 'kvn' };
  for (const [file, format] of formats) {
    const ending = file!.slice(file!.lastIndexOf('.') + 1);
    assert.equal(format, `omm-${encodingOf[ending] ?? ending}`, file);
  }
});

test('a message of OMM keywords needs no version', () => {
  assert.equal(detectFormat('OBJECT_NAME = ISS\nMEAN_MOTION = 15.5', ''), 'omm-kvn');
});

test('conjunctions of objects named in the style of the standard are known too', () => {
  assert.equal(detectFormat('{"SAT1_OBJECT_DESIGNATOR":"1","TCA":"2026-03-01T00:00:00"', ''), 'cdm-json');
});

test('only where the content does not tell, the name does', () => {
  assert.equal(detectFormat('', 'catalog.TLE'), 'tle');
  assert.equal(detectFormat('oops', 'log.jsonl'), 'relative-state-jsonl');
  for (const name of ['notes.txt', 'notes.constructor', '']) assert.equal(detectFormat('oops', name), undefined);
});

test('other messages and other texts are none', () => {
  for (const text of [
    'CCSDS_TDM_VERS = 2.0',
    xml('<tdm id="CCSDS_TDM_VERS">'),
    '{"name":"x"}',
    'a,b,c',
    '[]',
    '<html>',
  ]) {
    assert.equal(detectFormat(text, ''), undefined, text);
  }
});
