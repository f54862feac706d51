import { Background, Controls, ReactFlow, type Edge, type EdgeTypes, type Node, type NodeTypes } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo } from 'react';
import type { DefinitionGraph } from './definition-graph.js';
import { useWidth } from '../ui/use-width.js';
import { RoutedEdge } from './routed-edge.js';
import { placeGraph } from './layout.js';
import { StateNode } from './state-node.js';
import './graph.css';

/** What an execution did with a state; absent: it was not there. */
export type StateLook = 'running' | 'succeeded' | 'failed' | 'caught' | 'aborted' | 'waiting';
export interface StateMark {
  readonly look: StateLook;
  /** Attempts or visits, where there were several. */
  readonly note: string;
}

const MIN_HEIGHT_PX = 320;
/** Room below the graph for the buttons, so that they hide no state. */
const CONTROLS_PX = 40;
const NODE_TYPES: NodeTypes = { state: StateNode };
const EDGE_TYPES: EdgeTypes = { routed: RoutedEdge };

interface Props {
  readonly graph: DefinitionGraph;
  readonly marks?: ReadonlyMap<string, StateMark> | undefined;
  /** Transitions that were taken, as `from>to`. */
  readonly taken?: ReadonlySet<string> | undefined;
  readonly selected?: string | undefined;
  readonly onSelect?: ((state: string) => void) | undefined;
}

/** A state machine as a graph, with what an execution did if there is one. */
export function GraphView({ graph, marks, taken, selected, onSelect }: Props) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const placed = useMemo(() => placeGraph(graph), [graph]);
  const zoom = Math.min(1, width / placed.width);
  const nodes: Node[] = placed.nodes.map(({ node, x, y, width, height }) => ({
    id: node.id,
    type: 'state',
    position: { x, y },
    width,
    height,
    data: { node, mark: marks?.get(node.id), dimmed: marks !== undefined && !marks.has(node.id) && node.role !== 'edge' },
    selected: node.id === selected,
    draggable: false,
    connectable: false,
    selectable: node.role !== 'edge',
    ariaLabel: `${node.type} ${node.id}${marks?.get(node.id) === undefined ? '' : `, ${marks.get(node.id)?.look}`}`,
  }));
  const edges: Edge[] = placed.edges.map(({ edge, points, label }, index) => ({
    id: String(index),
    source: edge.from,
    target: edge.to,
    type: 'routed',
    focusable: false,
    selectable: false,
    data: {
      points,
      label,
      text: edge.label,
      kind: edge.kind,
      taken: taken?.has(`${edge.from}>${edge.to}`) ?? false,
      known: taken !== undefined,
    },
  }));
  return (
    <div className="graph" ref={frame} style={{ height: Math.max(MIN_HEIGHT_PX, Math.ceil(placed.height * zoom) + CONTROLS_PX) }}>
      {width === 0 ? null : (
        <ReactFlow
          // The whole graph is in view; a new size is a new view.
          key={`${width} ${placed.width} ${placed.height}`}
          defaultViewport={{ x: (width - placed.width * zoom) / 2, y: 0, zoom }}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          minZoom={0.2}
          maxZoom={1.6}
          nodesFocusable={onSelect !== undefined}
          nodesConnectable={false}
          proOptions={{ hideAttribution: true }}
          onNodeClick={(_event, node) => onSelect?.(node.id)}
          preventScrolling={false}
          zoomOnScroll={false}
        >
          <Background gap={20} />
          <Controls showInteractive={false} orientation="horizontal" position="bottom-right" />
        </ReactFlow>
      )}
    </div>
  );
}
