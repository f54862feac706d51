import { isObject, type Json, type JsonObject } from '@counterpoint/asl';

export interface GraphNode {
  readonly id: string;
  readonly type: string;
  /** Something short about it: the command of a task, the time of a wait. */
  readonly detail: string;
  readonly role: 'step' | 'pivot' | 'compensation' | 'edge';
}
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'next' | 'choice' | 'catch' | 'compensate';
  readonly label: string;
}
export interface DefinitionGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export const START = '(start)';
export const END = '(end)';
const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** The states of a definition's top level and how they lead to each other. A definition that is not valid gives what there is. */
export function definitionGraph(definition: Json): DefinitionGraph {
  const machine = isObject(definition) ? definition : {};
  const states = isObject(machine['States'])
    ? Object.entries(machine['States']).flatMap(([name, state]) => (isObject(state) ? [[name, state] as const] : []))
    : [];
  const compensation = isObject(machine['Compensation']) ? machine['Compensation'] : {};
  const undoing = new Set([
    ...states.flatMap(([, state]) => text(state['Compensate']) ?? []),
    ...Object.values(compensation).flatMap((name) => text(name) ?? []),
  ]);
  const edges: GraphEdge[] = states.flatMap(([name, state]) => edgesOf(name, state, undoing));
  const start = text(machine['StartAt']);
  if (start !== undefined) edges.unshift({ from: START, to: start, kind: 'next', label: '' });
  const [begin, end] = [text(compensation['Begin']), text(compensation['End'])];
  const compensations = [...undoing].filter((name) => name !== begin && name !== end);
  for (const name of compensations) if (end !== undefined) edges.push({ from: name, to: end, kind: 'compensate', label: '' });
  if (begin !== undefined && end !== undefined) edges.push({ from: begin, to: end, kind: 'compensate', label: '' });
  const known = new Set([START, END, ...states.map(([name]) => name)]);
  const edge = (id: string): GraphNode => ({ id, type: id === START ? 'Start' : 'End', detail: '', role: 'edge' });
  return {
    nodes: [edge(START), ...states.map(([name, state]) => nodeOf(name, state, undoing)), edge(END)],
    edges: edges.filter(({ from, to }) => known.has(from) && known.has(to)),
  };
}

function nodeOf(id: string, state: JsonObject, undoing: ReadonlySet<string>): GraphNode {
  const role = state['Pivot'] === true ? 'pivot' : undoing.has(id) ? 'compensation' : 'step';
  return { id, type: text(state['Type']) ?? '?', detail: detailOf(state), role };
}

function detailOf(state: JsonObject): string {
  const given = state['Parameters'] ?? state['Arguments'];
  const topic = isObject(given ?? null) ? text((given as JsonObject)['Topic']) : undefined;
  if (topic !== undefined) return topic.replace(/\.commands$/, '');
  if (state['Type'] === 'Wait') return state['Seconds'] === undefined ? '' : `${JSON.stringify(state['Seconds'])} s`;
  return (text(state['Resource']) ?? '').replace(/^arn:aws:states:::/, '');
}

function edgesOf(from: string, state: JsonObject, undoing: ReadonlySet<string>): GraphEdge[] {
  const edges: GraphEdge[] = [];
  const add = (to: Json | undefined, kind: GraphEdge['kind'], label = '') => {
    if (typeof to === 'string') edges.push({ from, to, kind, label });
  };
  if (state['Type'] === 'Choice') {
    for (const rule of objects(state['Choices'])) add(rule['Next'], 'choice', ruleText(rule));
    add(state['Default'], 'choice', 'otherwise');
  } else add(state['Next'], 'next');
  for (const catcher of objects(state['Catch'])) add(catcher['Next'], 'catch', errorsOf(catcher));
  add(state['Compensate'], 'compensate', 'undo');
  const isEnd = state['End'] === true || state['Type'] === 'Succeed' || state['Type'] === 'Fail';
  if (isEnd && !undoing.has(from)) add(END, 'next');
  return edges;
}

const errorsOf = ({ ErrorEquals: errors }: JsonObject): string =>
  Array.isArray(errors) ? errors.filter((error) => typeof error === 'string').join(', ') : '';

/** A rule in as few words as possible: `approval.required = true`. */
function ruleText(rule: JsonObject): string {
  const condition = text(rule['Condition']);
  if (condition !== undefined) return condition.replaceAll(/^\{%\s*|\s*%\}$/g, '');
  const variable = text(rule['Variable']);
  const comparison = Object.entries(rule).find(([name]) => name !== 'Variable' && name !== 'Next' && name !== 'Comment');
  if (variable === undefined || comparison === undefined) return comparison?.[0].toLowerCase() ?? '';
  const [operator, value] = comparison;
  const sign = /Equals/.test(operator) ? '=' : /GreaterThan/.test(operator) ? '>' : /LessThan/.test(operator) ? '<' : operator;
  return `${variable.split('.').slice(-2).join('.')} ${sign} ${JSON.stringify(value)}`;
}
