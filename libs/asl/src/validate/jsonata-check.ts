import { isJsonataText } from '../expressions/index.js';
import type { AstNode } from '../expressions/jsonata/ast.js';
import { jsonataSource } from '../expressions/jsonata/compile-jsonata.js';
import { parseExpression, type LibraryError } from '../expressions/jsonata/library.js';
import { isObject, type Json } from '../model.js';
import { element, within, type Place } from './scope.js';

/** Every `{% %}` string in a value. */
export function checkJsonataValue(value: Json, place: Place): void {
  if (typeof value === 'string') checkJsonata(value, place);
  else if (Array.isArray(value)) value.forEach((item, at) => checkJsonataValue(item, element(place, at)));
  else if (isObject(value)) for (const [key, member] of Object.entries(value)) checkJsonataValue(member, within(place, key));
}

/** One string: it must be an expression from end to end, parse, and begin its paths at `$states` or a variable. */
export function checkJsonata(text: string, place: Place): void {
  const { report, location } = place;
  if (!isJsonataText(text)) {
    if (/^\{%|%\}$/.test(text))
      report.error('INVALID_JSONATA_EXPRESSION', "An expression must begin with '{%' and end with '%}'", location);
    return;
  }
  let ast: AstNode;
  try {
    ({ ast } = parseExpression(jsonataSource(text)));
  } catch (error) {
    report.error('INVALID_JSONATA_EXPRESSION', (error as LibraryError).message ?? String(error), location);
    return;
  }
  for (const name of topLevelReferences(ast)) {
    report.error('UNSUPPORTED_JSONATA_EXPRESSION', `Reference to '${name}' at the top level is not supported.`, location);
  }
  const outside = statesMembers(ast).filter(
    (member) => member === 'errorOutput' && !/\/Catch\[\d+\]\/(?:Output|Assign)/.test(location),
  );
  if (outside.length > 0) {
    report.error(
      'UNSUPPORTED_JSONATA_EXPRESSION',
      "Reference to '$states.errorOutput' is only supported in the Output and Assign of a Catch.",
      location,
    );
  }
}

/**
 * Names that would be read from the context item, which an expression of a state does not have. Inside a path's later steps,
 * predicates and groups there is one, and inside a function's body the caller decides.
 */
export function topLevelReferences(ast: AstNode): string[] {
  const names = new Set<string>();
  visit(ast, names);
  return [...names];
}

function visit(node: AstNode, names: Set<string>): void {
  switch (node.type) {
    case 'name':
      names.add(String(node.value));
      return;
    case 'path':
      if (node.steps?.[0]) visit(node.steps[0], names);
      return;
    case 'variable':
      if (node.value === '$') names.add('$$');
      return;
    case 'lambda':
    case 'transform':
      return;
    default:
      for (const member of operands(node)) visit(member, names);
  }
}

function operands(node: AstNode): AstNode[] {
  const pairs = node.type === 'unary' && node.value === '{' ? (node.lhs as [AstNode, AstNode][]).flat() : [];
  const single = [node.lhs, node.rhs, node.condition, node.then, node.else, node.expression].filter((member): member is AstNode =>
    isNode(member),
  );
  const procedure = node.procedure?.type === 'variable' || node.procedure === undefined ? [] : [node.procedure];
  const lists = [...(node.expressions ?? []), ...(node.arguments ?? [])].flat().filter(isNode);
  return [...pairs, ...single, ...procedure, ...lists];
}

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && typeof (value as AstNode).type === 'string';
}

/** Members of `$states` that the expression names. */
function statesMembers(ast: AstNode): string[] {
  const found: string[] = [];
  const look = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(look);
    if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
    const { type, steps } = node as AstNode;
    if (type === 'path' && steps?.[0]?.type === 'variable' && steps[0].value === 'states' && steps[1])
      found.push(String(steps[1].value));
    Object.values(node).forEach(look);
  };
  look(ast);
  return found;
}
