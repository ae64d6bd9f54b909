import ts from 'typescript';
import type { DeclaredTypes } from './declared-types';
import type { Schema } from './vendored-crds';
import { at, propertySchema } from './walk';

/** One sentence for each place where a hand-written type allows what the schema of the CRD does not. */
export function typeMismatches(name: string, schema: Schema, types: DeclaredTypes): string[] {
  const reference = ts.factory.createTypeReferenceNode(name);
  return mismatches(reference, schema, name, types);
}

function mismatches(node: ts.TypeNode, schema: Schema, path: string, types: DeclaredTypes): string[] {
  if (ts.isTypeOperatorNode(node) || ts.isParenthesizedTypeNode(node))
    return mismatches(node.type, schema, path, types);
  if (ts.isArrayTypeNode(node)) {
    if (schema.type !== 'array' || !schema.items) return [wrongType(path, 'a list', schema)];
    return mismatches(node.elementType, schema.items, `${path}[]`, types);
  }
  if (ts.isTypeLiteralNode(node)) return memberMismatches(node.members, schema, path, types);
  if (ts.isTypeReferenceNode(node)) return referenceMismatches(node, schema, path, types);
  if (ts.isUnionTypeNode(node)) return node.types.flatMap((one) => mismatches(one, schema, path, types));
  if (ts.isLiteralTypeNode(node)) return literalMismatches(node.literal, schema, path);
  return keywordMismatches(node, schema, path);
}

function referenceMismatches(node: ts.TypeReferenceNode, schema: Schema, path: string, types: DeclaredTypes): string[] {
  const name = ts.isIdentifier(node.typeName) ? node.typeName.text : node.typeName.getText();
  if (name === 'Record') {
    const free = schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties;
    return free ? [] : [wrongType(path, 'free-form (Record)', schema)];
  }
  const declaration = types.find(name);
  if (!declaration)
    return [`${path} is of type '${name}', which is not declared in the files that are held against the CRD.`];
  if (ts.isTypeAliasDeclaration(declaration)) return mismatches(declaration.type, schema, path, types);
  if (declaration.heritageClauses) return [`'${name}' extends another type: this test reads flat interfaces only.`];
  return memberMismatches(declaration.members, schema, path, types);
}

function memberMismatches(
  members: Iterable<ts.TypeElement>,
  schema: Schema,
  path: string,
  types: DeclaredTypes,
): string[] {
  if (schema.type !== 'object') return [wrongType(path, 'an object', schema)];
  const always = new Set<string>();
  const lines: string[] = [];
  for (const member of members) {
    if (!ts.isPropertySignature(member) || !member.type || !ts.isIdentifier(member.name)) {
      lines.push(`${path} has a member that is no plain property: ${member.getText()}`);
      continue;
    }
    const name = member.name.text;
    if (!member.questionToken) always.add(name);
    const property = propertySchema(schema, name);
    if (property) lines.push(...mismatches(member.type, property, at(path, name), types));
    else lines.push(`${at(path, name)} does not exist in the schema of the CRD.`);
  }
  const missing = (schema.required ?? []).filter((name) => !always.has(name));
  return [
    ...lines,
    ...missing.map((name) => `${at(path, name)} must not be optional: the schema of the CRD requires it.`),
  ];
}

function literalMismatches(literal: ts.LiteralTypeNode['literal'], schema: Schema, path: string): string[] {
  if (!ts.isStringLiteral(literal)) return [`${path} has a literal that is no text: ${literal.getText()}`];
  if (schema.type !== 'string') return [wrongType(path, 'text', schema)];
  if (!schema.enum || schema.enum.includes(literal.text)) return [];
  return [`${path} can be '${literal.text}', which is not among ${schema.enum.join(', ')}.`];
}

const KEYWORDS: ReadonlyMap<ts.SyntaxKind, string[]> = new Map([
  [ts.SyntaxKind.StringKeyword, ['string']],
  [ts.SyntaxKind.BooleanKeyword, ['boolean']],
  [ts.SyntaxKind.NumberKeyword, ['integer', 'number']],
]);

function keywordMismatches(node: ts.TypeNode, schema: Schema, path: string): string[] {
  const kinds = KEYWORDS.get(node.kind);
  if (!kinds) return [`${path} is of a type that this test cannot read: ${node.getText()}`];
  if (schema['x-kubernetes-int-or-string']) return [];
  if (!schema.type || !kinds.includes(schema.type)) return [wrongType(path, kinds.join(' or '), schema)];
  // Any text would compile where only some values are accepted.
  return schema.enum ? [`${path} must be a union of ${schema.enum.join(', ')}.`] : [];
}

function wrongType(path: string, written: string, schema: Schema): string {
  const expected = schema['x-kubernetes-preserve-unknown-fields'] ? 'free-form' : (schema.type ?? 'integer or string');
  return `${path} is ${written}, but ${expected} in the schema of the CRD.`;
}
