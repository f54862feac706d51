import Icon, { type IconProps } from '@cloudscape-design/components/icon';
import { Handle, Position, type NodeProps } from '@xyflow/react';
import type { GraphNode } from './definition-graph.js';
import type { StateLook, StateMark } from './graph-view.js';

const ICONS: Readonly<Record<StateLook, IconProps.Name>> = {
  running: 'status-in-progress',
  waiting: 'status-pending',
  succeeded: 'status-positive',
  failed: 'status-negative',
  caught: 'status-warning',
  aborted: 'status-stopped',
};

/** What became of it where that says more than what it is. */
function detailOf({ type, role, detail }: GraphNode, mark: StateMark | undefined): string {
  if (mark !== undefined && mark.note !== '') return mark.note;
  const kind = role === 'compensation' ? 'undo' : type;
  return [kind, role === 'pivot' ? 'pivot' : '', detail].filter((part) => part !== '').join(' · ');
}

/** A state: its name, what it is, and what became of it. */
export function StateNode({ data, selected }: NodeProps) {
  const { node, mark, dimmed } = data as { node: GraphNode; mark: StateMark | undefined; dimmed: boolean };
  const classes = [
    'state',
    `state-${node.role}`,
    mark && `state-${mark.look}`,
    dimmed && 'state-dimmed',
    selected && 'state-selected',
  ];
  return (
    <div className={classes.filter(Boolean).join(' ')}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {node.role === 'edge' ? (
        <span className="state-name">{node.type}</span>
      ) : (
        <>
          <span className="state-head">
            <span className="state-name" title={node.id}>
              {node.id}
            </span>
            {mark === undefined ? null : <Icon name={ICONS[mark.look]} size="small" />}
          </span>
          <span className="state-detail">{detailOf(node, mark)}</span>
        </>
      )}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
}
