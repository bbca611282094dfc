import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AppError } from '#errors';
import { type PickleValue, readPickle } from './pickle.ts';
import { pickled, pickledCall, pickledDict, pickledInt, pickledTuple } from './pickle-writer.ts';

const read = (bytes: Uint8Array, ...globals: string[]): PickleValue => readPickle(bytes, new Set(globals), 'test');
/** A pickle of these opcodes, given as Latin-1 text, with the end that every pickle has. */
const opcodes = (text: string): Buffer => Buffer.from(`${text}.`, 'latin1');
const refused = (bytes: Uint8Array, message: RegExp): void =>
  assert.throws(() => read(bytes), { code: 'model.pickle_refused', message });
const invalid = (bytes: Uint8Array, message: RegExp): void =>
  assert.throws(() => read(bytes), { code: 'model.torch_file_invalid', message });

/** Python 3.11: `pickle.dumps({'a': (1, 300, -5, 2**40, None, True), 7: OrderedDict(b=())}, 2)`. */
const byPython = Buffer.from(
  '80027d7100285801000000617101284b014d2c014afbffffff8a060000000000014e887471024b0763636f6c6c656374696f6e730a4f726465' +
    '726564446963740a71032952710458010000006271052973752e',
  'hex',
);

test('dictionaries, tuples, numbers, strings and none are read as Python wrote them', () => {
  assert.deepEqual(
    read(byPython),
    new Map<PickleValue, PickleValue>([
      ['a', [1, 300, -5, 2 ** 40, null, true]],
      [7, new Map([['b', []]])],
    ]),
  );
});

test('strings and whole numbers that were written are read back the same', () => {
  const int = fc.integer();
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.array(int)), (dict) => {
      const entries = Object.entries(dict);
      const bytes = pickledDict(new Map(entries.map(([name, ints]) => [name, pickledTuple(ints.map(pickledInt))])));
      assert.deepEqual(read(pickled(bytes)), new Map(entries));
    }),
  );
});

test('calls, classes and references are told, not followed', () => {
  const call = pickled(pickledCall('torch._utils', 'rebuild', [pickledInt(3)]));
  assert.deepEqual(read(call, 'torch._utils.rebuild'), { kind: 'call', name: 'torch._utils.rebuild', args: [3] });
  assert.deepEqual(read(opcodes('ctorch\nA\n'), 'torch.A'), { kind: 'global', name: 'torch.A' });
  assert.deepEqual(read(opcodes('K\x05Q')), { kind: 'reference', id: 5 });
});

test('what was remembered is found again, under numbers of one byte and of four', () => {
  assert.deepEqual(read(opcodes('K\x05q\x01r\x00\x01\x00\x00h\x01j\x00\x01\x00\x00\x87')), [5, 5, 5]);
});

test('the state of a dictionary is left out', () => {
  assert.deepEqual(read(opcodes('}}b')), new Map());
  invalid(opcodes('K\x01}b'), /expected a dictionary/);
});

test('a pickle that would run a command is refused by the name of the function', () => {
  refused(opcodes('cposix\nsystem\n(X\x02\x00\x00\x00lstR'), /global posix\.system is not allowed/);
  refused(opcodes('c__builtin__\neval\n(X\x01\x00\x00\x001tR'), /global __builtin__\.eval is not allowed/);
});

test('opcodes that find or build other things are refused by their name and place', () => {
  refused(opcodes('\x80\x04\x95'), /opcode FRAME at byte 2/);
  refused(opcodes('X\x05\x00\x00\x00posixX\x06\x00\x00\x00system\x93'), /opcode STACK_GLOBAL at byte 21/);
  refused(opcodes('(iposix\nsystem\n'), /opcode INST at byte 1/);
  refused(opcodes(')\x81'), /opcode NEWOBJ at byte 1/);
  refused(opcodes('\xff'), /opcode 0xff at byte 0/);
});

test('every byte that is no known opcode is refused', () => {
  const known = new Set([...'()}suNKMJXcRbQqrhjt.'].map((code) => code.charCodeAt(0)));
  for (const code of [0x80, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a]) known.add(code);
  for (let code = 0; code < 256; code += 1) {
    if (!known.has(code)) refused(Buffer.of(code), /^test: opcode \S+ at byte 0 is not allowed$/);
  }
});

test('a pickle cut off at any place is refused', () => {
  for (let length = 0; length < byPython.length; length += 1) {
    assert.throws(() => read(byPython.subarray(0, length)), { code: 'model.torch_file_invalid' });
  }
});

test('a string longer than the pickle is refused before memory is asked for', () =>
  invalid(opcodes('X\xff\xff\xff\xff'), /the pickle ends at byte 6, in an opcode/));

test('opcodes that do not fit each other are refused', () => {
  invalid(opcodes(''), /the stack is empty/);
  invalid(opcodes('N\x86'), /the stack is too short/);
  invalid(opcodes('Nt'), /expected a mark/);
  invalid(opcodes('NK\x01K\x02s'), /expected a dictionary, keys and values/);
  invalid(opcodes('}(Nu'), /expected a dictionary, keys and values/);
  invalid(opcodes('h\x03'), /nothing was remembered as 3/);
  invalid(opcodes('N)R'), /expected a call of a global/);
  invalid(opcodes('ccollections\nOrderedDict\nN\x85R'), /expected an empty OrderedDict/);
  invalid(opcodes('cposix'), /expected a line/);
  invalid(opcodes('\x8a\x07'), /expected a number of 1 to 6 bytes, got 7/);
});

test('bytes at random are read or refused, and nothing else happens', () => {
  const code = fc
    .constantFrom(...'(()}}suNNtRbQ.h\x00q\x00K\x01X\x01\x00\x00\x00a\x85\x86\x87\x8a')
    .map((c) => c.charCodeAt(0));
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: code }, fc.nat(255)), { maxLength: 40 }), (codes) => {
      try {
        read(Buffer.from(codes));
      } catch (error) {
        assert.ok(error instanceof AppError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});
