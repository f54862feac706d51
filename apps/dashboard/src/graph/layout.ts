import { graphlib, layout } from '@dagrejs/dagre';
import type { DefinitionGraph, GraphEdge, GraphNode } from './definition-graph.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface PlacedNode extends Point {
  readonly node: GraphNode;
  readonly width: number;
  readonly height: number;
}
export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
  readonly label: Point | undefined;
}

export interface PlacedGraph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** How much an edge wants to be short and straight: the way forward most, a compensation beside its step, its way on least. */
function weightOf({ kind, label }: GraphEdge): number {
  if (kind === 'next' || kind === 'choice') return 8;
  return kind === 'compensate' && label === '' ? 1 : 3;
}

const NODE = { width: 180, height: 56 };
const EDGE_NODE = { width: 64, height: 30 };
const CHARACTER_PX = 6.5;
const LABEL_HEIGHT = 18;

/** Places nodes and routes edges around them, from the top down. Coordinates are those of corners and of bends. */
export function placeGraph({ nodes, edges }: DefinitionGraph): PlacedGraph {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 12, ranksep: 36, edgesep: 18, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { ...(node.role === 'edge' ? EDGE_NODE : NODE) });
  edges.forEach((edge, index) => {
    const { from, to, label } = edge;
    const size = label === '' ? {} : { width: label.length * CHARACTER_PX, height: LABEL_HEIGHT, labelpos: 'c' };
    graph.setEdge(from, to, { ...size, weight: weightOf(edge) }, String(index));
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodes: nodes.map((node) => {
      const { x, y, width, height } = graph.node(node.id) as unknown as Required<Point & { width: number; height: number }>;
      return { node, width, height, x: x - width / 2, y: y - height / 2 };
    }),
    edges: edges.map((edge, index) => {
      const { points = [], x, y } = graph.edge(edge.from, edge.to, String(index)) as { points?: Point[]; x?: number; y?: number };
      return { edge, points, label: edge.label === '' || x === undefined || y === undefined ? undefined : { x, y } };
    }),
  };
}
