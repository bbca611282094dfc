import type { Attribute, Initializer, Node } from './graph.ts';

/** Attributes of a node by kind; `fallback` is what the operator takes when the attribute is left out. */

export function intAttribute(node: Node, name: string, fallback: number): number {
  const value: Attribute | undefined = node.attributes[name];
  return value && 'int' in value ? value.int : fallback;
}

export function floatAttribute(node: Node, name: string, fallback: number): number {
  const value: Attribute | undefined = node.attributes[name];
  return value && 'float' in value ? value.float : fallback;
}

export function stringAttribute(node: Node, name: string, fallback: string): string {
  const value: Attribute | undefined = node.attributes[name];
  return value && 'string' in value ? value.string : fallback;
}

export function intsAttribute(node: Node, name: string): readonly number[] | undefined {
  const value: Attribute | undefined = node.attributes[name];
  return value && 'ints' in value ? value.ints : undefined;
}

export function floatsAttribute(node: Node, name: string): readonly number[] | undefined {
  const value: Attribute | undefined = node.attributes[name];
  return value && 'floats' in value ? value.floats : undefined;
}

export function tensorAttribute(node: Node, name: string): Initializer | undefined {
  const value: Attribute | undefined = node.attributes[name];
  return value && 'tensor' in value ? value.tensor : undefined;
}
