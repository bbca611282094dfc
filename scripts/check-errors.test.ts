import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { errorReference, registries } from './error-reference.ts';
import { sourceFiles } from './source-files.ts';

const root = join(import.meta.dirname, '..');

/** Error codes that the sources of a layer name, its registry and its tests left out; `model.safetensors` and `model.onnx` are files. */
function codesUsedIn(layer: string): ReadonlySet<string> {
  const sources = sourceFiles(join(root, layer)).filter((file) => !/(errors|\.test)\.ts$/.test(file));
  const literal = new RegExp(`['"\`](${layer}\\.(?!safetensors|onnx['"\`])[a-z0-9]+(?:_[a-z0-9]+)*)['"\`]`, 'g');
  return new Set(
    sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(literal)].map((match) => match[1]!)),
  );
}

for (const [layer, registry] of Object.entries(registries)) {
  test(`every error code the ${layer} layer uses is registered, and every registered code is used`, () => {
    const registered = new Set(Object.keys(registry));
    const used = codesUsedIn(layer);
    assert.deepEqual(
      [...used].filter((code) => !registered.has(code)),
      [],
      'used but not registered',
    );
    assert.deepEqual(
      [...registered].filter((code) => !used.has(code)),
      [],
      'registered but never used',
    );
  });

  test(`the codes of the ${layer} layer carry its name and say what they mean in a sentence`, () => {
    for (const [code, meaning] of Object.entries(registry)) {
      assert.match(code, new RegExp(`^${layer}\\.[a-z0-9_]+$`));
      assert.match(meaning, /^[A-Za-z].*\.$/, code);
    }
  });
}

test('docs/errors.md is what the registries say; run `npm run docs` to rewrite it', () => {
  assert.equal(readFileSync(join(root, 'docs/errors.md'), 'utf8'), errorReference());
});
