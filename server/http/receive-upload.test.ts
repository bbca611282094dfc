import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { test } from 'node:test';
import { mostFiles, receiveUpload } from './receive-upload.ts';

const part = (disposition: string, content: string) =>
  `--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
const file = (field: string, name: string, content: string) => part(`name="${field}"; filename="${name}"`, content);

function request(): IncomingMessage & PassThrough {
  return Object.assign(new PassThrough(), { headers: { 'content-type': 'multipart/form-data; boundary=x' } }) as never;
}

const receive = (body: string, limitBytes: number) => {
  const req = request();
  req.end(`${body}--x--\r\n`);
  return receiveUpload(req, limitBytes, textOf);
};

async function textOf(bytes: Readable): Promise<string> {
  let text = '';
  for await (const chunk of bytes) text += chunk;
  return text;
}

test('files come with their field and name, text fields trimmed, empty ones not at all', async () => {
  const body = [
    file('log', 'a.csv', 'one'),
    part('name="own"', ' 25544 '),
    part('name="frame"', ' '),
    file('log', '', ''),
  ];
  const { files, fields, fault } = await receive(body.join(''), 100);
  assert.deepEqual(files, [{ field: 'log', name: 'a.csv', kept: 'one' }]);
  assert.deepEqual([...fields], [['own', '25544']]);
  assert.equal(fault, undefined);
});

test('files too large together are a fault, and what is typed after them is still read', async () => {
  const body = [file('log', 'a', 'x'.repeat(60)), file('log', 'b', 'x'.repeat(60)), part('name="own"', '25544')];
  const { files, fields, fault } = await receive(body.join(''), 100);
  assert.equal(fault?.code, 'server.upload_too_large');
  assert.match(fault.message, /by b\./);
  assert.deepEqual([files.length, fields.get('own')], [1, '25544']);
});

test('more files than anybody chooses are a fault', async () => {
  const body = Array.from({ length: mostFiles + 1 }, (_, index) => file('log', `${index}`, 'x'));
  const { files, fault } = await receive(body.join(''), 1000);
  assert.deepEqual([files.length, fault?.code], [mostFiles, 'server.bad_upload']);
});

test('what is no form is refused', async () => {
  const req = Object.assign(new PassThrough(), { headers: { 'content-type': 'text/plain' } }) as never;
  await assert.rejects(receiveUpload(req, 100, textOf), { code: 'server.bad_upload' });
});

test('when the connection closes, the file in hand breaks off too', async () => {
  const req = request();
  let broken: unknown;
  const receiving = receiveUpload(req, 1000, (bytes) =>
    textOf(bytes).catch((error: unknown) => {
      broken = error;
      throw error;
    }),
  );
  req.write(file('log', 'a.csv', 'the beginning').slice(0, -2));
  setImmediate(() => req.emit('aborted'));
  await assert.rejects(receiving, { code: 'server.bad_upload' });
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(broken instanceof Error);
});
