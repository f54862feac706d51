import Button from '@cloudscape-design/components/button';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { TOP_PX, type Axis } from '../sequence/axis.js';
import { duration } from '../ui/format.js';
import { SPEEDS, type Replay } from './use-replay.js';

interface Props {
  readonly replay: Replay;
  readonly axis: Axis;
  readonly live: boolean;
}

/** Play, step, scrub and speed. */
export function ReplayBar({ replay, axis, live }: Props) {
  const y = replay.y ?? axis.height;
  const rows = axis.rows.flat().sort((left, right) => left - right);
  const before = rows.findLast((row) => row < y - 1);
  const after = rows.find((row) => row > y + 1);
  return (
    <div className="replay">
      <Button
        variant="icon"
        iconName="angle-left"
        ariaLabel="One message back"
        onClick={() => replay.goTo(before ?? TOP_PX - 1)}
      />
      <Button
        iconName={replay.playing ? 'pause' : 'play'}
        ariaLabel={replay.playing ? 'Pause' : 'Replay'}
        onClick={replay.playing ? replay.pause : replay.play}
      >
        {replay.playing ? 'Pause' : 'Replay'}
      </Button>
      <Button
        variant="icon"
        iconName="angle-right"
        ariaLabel="One message on"
        disabled={after === undefined}
        onClick={() => replay.goTo(after ?? axis.height)}
      />
      <input
        type="range"
        aria-label="Position in time"
        aria-valuetext={duration(axis.tAt(y))}
        min={TOP_PX - 1}
        max={axis.height}
        step="any"
        value={y}
        onChange={(event) => replay.goTo(Number(event.target.value))}
      />
      <output>{replay.y === undefined ? (live ? 'live' : 'end') : `+${duration(axis.tAt(y))}`}</output>
      <SegmentedControl
        label="Speed"
        selectedId={String(replay.speed)}
        options={SPEEDS.map((speed) => ({ id: String(speed), text: `×${speed}` }))}
        onChange={({ detail }) => replay.setSpeed(Number(detail.selectedId))}
      />
      <Button disabled={replay.y === undefined} onClick={replay.live}>
        {live ? 'Live' : 'End'}
      </Button>
    </div>
  );
}
