/** What the library's syntax tree looks like, as far as it is read here. */
export interface AstNode {
  type: string;
  value?: unknown;
  position?: number;
  steps?: AstNode[];
  expressions?: (AstNode | AstNode[])[];
  arguments?: AstNode[];
  procedure?: AstNode;
  lhs?: AstNode | AstNode[] | [AstNode, AstNode][];
  rhs?: AstNode;
  condition?: AstNode;
  then?: AstNode;
  else?: AstNode;
  body?: AstNode;
  expression?: AstNode;
  predicate?: AstNode[];
  stages?: AstNode[];
  group?: { lhs: [AstNode, AstNode][] };
  keepArray?: boolean;
  keepSingletonArray?: boolean;
  tuple?: boolean;
  focus?: string;
  index?: string;
}

/** Calls `visit` for the node and every node below it, each with its parent. Any member that looks like a node is one. */
export function walkAst(node: AstNode, visit: (node: AstNode, parent?: AstNode) => void, parent?: AstNode): void {
  visit(node, parent);
  for (const member of Object.values(node)) walkMember(member, visit, node);
}

function walkMember(member: unknown, visit: (node: AstNode, parent?: AstNode) => void, parent: AstNode): void {
  if (Array.isArray(member)) for (const item of member) walkMember(item, visit, parent);
  else if (typeof member === 'object' && member !== null && !(member instanceof RegExp)) {
    if (typeof (member as AstNode).type === 'string') walkAst(member as AstNode, visit, parent);
    else for (const inner of Object.values(member)) walkMember(inner, visit, parent);
  }
}
