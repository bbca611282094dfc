import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NdmToken } from './ndm-token.ts';
import { xmlTokens } from './xml-tokens.ts';

async function* chunksOf(...chunks: (string | Uint8Array)[]) {
  yield* chunks;
}

async function tokensOf(...chunks: (string | Uint8Array)[]): Promise<NdmToken[]> {
  const tokens: NdmToken[] = [];
  for await (const token of xmlTokens(chunksOf(...chunks), 'file.xml')) tokens.push(token);
  return tokens;
}

const field = (line: number, keyword: string, value: string, unit?: string): NdmToken => ({
  kind: 'field',
  line,
  keyword,
  value,
  unit,
});
const open = (line: number, section: string): NdmToken => ({ kind: 'open', line, section });
const close = (line: number, section: string): NdmToken => ({ kind: 'close', line, section });

/** What is broken in a file, the last of its tokens. */
async function faultOf(...chunks: string[]) {
  const last = (await tokensOf(...chunks)).at(-1);
  assert.equal(last?.kind, 'broken');
  return last.kind === 'broken' ? [last.line, last.code, last.message] : [];
}

const message = `<?xml version="1.0" encoding="UTF-8"?>
<oem id="CCSDS_OEM_VERS" version="2.0">
  <header>
    <COMMENT>Čerenkov &amp; &lt;🛰&gt; &#233;t&#xe9;</COMMENT>
  </header>
  <body><data>
    <X units="km"> -1.5 </X><empty/>
    <Y><![CDATA[2 < 3]]></Y>
  </data></body>
</oem>
`;

const messageTokens = [
  open(2, 'oem'),
  field(2, 'CCSDS_OEM_VERS', '2.0'),
  open(3, 'header'),
  field(4, 'COMMENT', 'Čerenkov & <🛰> été'),
  close(5, 'header'),
  open(6, 'body'),
  open(6, 'data'),
  field(7, 'X', '-1.5', 'km'),
  field(7, 'empty', ''),
  field(8, 'Y', '2 < 3'),
  close(9, 'data'),
  close(9, 'body'),
  close(10, 'oem'),
];

test('an element is a field when it holds text, a section when it holds elements', async () => {
  assert.deepEqual(await tokensOf(message), messageTokens);
});

test('prefixes of namespaces are dropped, comments and declarations passed over', async () => {
  const text = '<?xml version="1.0"?><!-- a --><n:cdm xmlns:n="urn:x"><n:TCA>1<!-- b -->2</n:TCA></n:cdm>';
  assert.deepEqual(await tokensOf(text), [open(1, 'cdm'), field(1, 'TCA', '12'), close(1, 'cdm')]);
});

test('a user-defined parameter goes by its name', async () => {
  const text = '<u><USER_DEFINED parameter="EARTH_MODEL">WGS-84</USER_DEFINED></u>';
  assert.deepEqual(await tokensOf(text), [open(1, 'u'), field(1, 'EARTH_MODEL', 'WGS-84'), close(1, 'u')]);
});

test('chunks may be cut anywhere, within a letter of several bytes too, and lines may end in CRLF', async () => {
  const bytes = new TextEncoder().encode(`\ufeff${message.replaceAll('\n', '\r\n')}`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
      assert.deepEqual(await tokensOf(...chunks), messageTokens);
    }),
  );
});

test('a file cut off anywhere within its root gives what came before the cut, then what is broken', async () => {
  const start = message.indexOf('<oem') + 1;
  const end = message.lastIndexOf('>');
  for (let cut = start; cut <= end; cut++) {
    const tokens = await tokensOf(message.slice(0, cut));
    const last = tokens.pop();
    assert.deepEqual([last?.kind, last?.kind === 'broken' && last.code], ['broken', 'domain.broken_xml'], `at ${cut}`);
    assert.deepEqual(tokens, messageTokens.slice(0, tokens.length), `at ${cut}`);
  }
});

test('a document type breaks the message before any entity of it is used', async () => {
  const bomb = `<?xml version="1.0"?>
<!DOCTYPE oem [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<oem><COMMENT>&c;</COMMENT></oem>`;
  const expected = [2, 'domain.xml_doctype', 'expected no document type declaration, got one'];
  assert.deepEqual(await faultOf(bomb), expected);
  assert.equal((await tokensOf(bomb)).length, 1);
  assert.deepEqual(await faultOf('<!DOCTYPE oem SYSTEM "file:///etc/passwd"><oem/>'), [1, ...expected.slice(1)]);
});

test('an entity that XML itself does not have breaks the message', async () => {
  for (const entity of ['&foo;', '&nbsp;', '&eacute;']) {
    const [line, code] = await faultOf(`<oem>\n<COMMENT>${entity}</COMMENT></oem>`);
    assert.deepEqual([line, code], [2, 'domain.broken_xml'], entity);
  }
});

test('elements that cross, attributes without quotes and text outside the root break the message', async () => {
  for (const text of ['<a>\n<b></a></b>', '<a>\n<b c=d/></a>', '<a/>\ntext', 'no\nXML']) {
    const [, code] = await faultOf(text);
    assert.equal(code, 'domain.broken_xml', text);
  }
});

test('nothing follows what is broken', async () => {
  const tokens = await tokensOf('<a><X>1</X><Y>2</Z>', '<X>3</X></a>', '<X>4</X>');
  assert.deepEqual(
    tokens.map(({ kind }) => kind),
    ['open', 'field', 'broken'],
  );
});

test('a hundred thousand nested elements break the message at the thirty-third', async () => {
  const tokens = await tokensOf('<a>'.repeat(100_000));
  assert.equal(tokens.length, 33);
  assert.deepEqual(tokens.at(-1), {
    kind: 'broken',
    line: 1,
    code: 'domain.broken_xml',
    message: 'expected at most 32 levels of elements, got more',
  });
});

test('ten megabytes in one value or one attribute break the message, in one chunk or in many', async () => {
  const long = '9'.repeat(10_000_000);
  const pieces = Array.from({ length: 160 }, (_, i) => long.slice(i * 62_500, (i + 1) * 62_500));
  const tooLong = [1, 'domain.broken_xml', 'expected at most 100000 characters in X, got more'];
  assert.deepEqual(await faultOf(`<oem><X>${long}</X></oem>`), tooLong);
  assert.deepEqual(await faultOf('<oem><X>', ...pieces, '</X></oem>'), tooLong);
  assert.equal((await faultOf('<oem><X a="', ...pieces, '"/></oem>'))[1], 'domain.broken_xml');
});

test('refuses binary files', async () => {
  await assert.rejects(tokensOf('<oem>\0</oem>'), { code: 'domain.binary_log' });
});
