import { SAGA_STYLES } from '@counterpoint/contracts';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState } from 'react';
import { useTimeline } from '../api/use-timeline.js';
import { navigate, useSearch } from '../app/router.js';
import { may } from '../app/session.js';
import { useSigned } from '../app/session-context.js';
import { PRESETS } from '../orders/presets.js';
import { axisOf } from '../sequence/axis.js';
import { figuresOf } from '../sequence/figures.js';
import { Legend } from '../sequence/legend.js';
import { arrowsOf } from '../sequence/model.js';
import { Empty, Failure } from '../ui/feedback.js';
import { Difference } from './difference.js';
import { ReplayBar } from './replay-bar.js';
import { Side } from './side.js';
import { useReplay } from './use-replay.js';
import './compare.css';

/** The same order in both styles on one time axis. Which two orders is in the address, so a comparison can be passed on. */
export function Compare() {
  const { api, session } = useSigned();
  const query = new URLSearchParams(useSearch());
  const [story, setStory] = useState(query.get('story') ?? 'declined');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const ids = [query.get('choreography') || undefined, query.get('orchestration') || undefined] as const;
  const [left, right] = [useTimeline(ids[0]), useTimeline(ids[1])];
  const arrows = useMemo(
    () => [arrowsOf(left.entries, 'choreography'), arrowsOf(right.entries, 'orchestration')] as const,
    [left.entries, right.entries],
  );
  const axis = useMemo(() => axisOf(arrows), [arrows]);
  const replay = useReplay(axis);
  const until = replay.y === undefined ? undefined : axis.tAt(replay.y);
  const figures = { choreography: figuresOf(arrows[0]), orchestration: figuresOf(arrows[1]) };
  const chosen = PRESETS.find(({ id }) => id === story);

  const place = async () => {
    if (chosen === undefined) return;
    setBusy(true);
    setError(undefined);
    replay.live();
    try {
      const [one, other] = await Promise.all(
        SAGA_STYLES.map((style) => api.place({ style, ...chosen.draft }, crypto.randomUUID())),
      );
      navigate(
        `/ui/compare?${new URLSearchParams({ story, choreography: one?.id ?? '', orchestration: other?.id ?? '' }).toString()}`,
        true,
      );
    } catch (fault) {
      setError(fault as Error);
    }
    setBusy(false);
  };
  const sides = [
    { style: 'choreography', id: ids[0], followed: left },
    { style: 'orchestration', id: ids[1], followed: right },
  ] as const;
  const compared = ids[0] !== undefined && ids[1] !== undefined;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description="One order, placed twice at the same moment with the same input: choreography and orchestration on one time axis."
      >
        Compare
      </Header>
      <Failure error={error} />
      {may(session, 'customer') ? (
        <Container>
          <div className="compare-story">
            <Select
              ariaLabel="Story"
              selectedOption={chosen === undefined ? null : { value: chosen.id, label: chosen.title, description: chosen.hint }}
              options={PRESETS.map(({ id, title, hint }) => ({ value: id, label: title, description: hint }))}
              triggerVariant="option"
              onChange={({ detail }) => setStory(detail.selectedOption.value ?? story)}
            />
            <Button variant="primary" loading={busy} onClick={() => void place()}>
              Place in both styles
            </Button>
          </div>
        </Container>
      ) : null}
      {compared ? (
        <SpaceBetween size="m">
          <Container footer={<Legend />}>
            <ReplayBar replay={replay} axis={axis} live={!left.ended || !right.ended} />
            <div className="compare-sides">
              {sides.map(({ style, id, followed }, side) => (
                <Side
                  key={style}
                  style={style}
                  orderId={id ?? ''}
                  ended={followed.ended}
                  arrows={arrows[side] ?? []}
                  axis={axis}
                  side={side}
                  until={until}
                  consistentAt={figures[style].consistentAt}
                />
              ))}
            </div>
          </Container>
          <Difference figures={figures} />
        </SpaceBetween>
      ) : (
        <Container>
          <Empty>
            {may(session, 'customer')
              ? 'Choose a story and place it in both styles. Both sagas are drawn as they happen.'
              : 'A customer places the orders; open a comparison that was passed on to you.'}
          </Empty>
        </Container>
      )}
    </SpaceBetween>
  );
}
