// What the generator leaves to its user, because it depends on what the new service means.

/** The task states of the step and of its compensation, as a state machine names them. */
function states({ name, command, compensation }) {
  const task = (type, more) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::kafka:request',
    Parameters: { Topic: `${name}.commands`, Type: type, 'Key.$': '$.order.orderId', 'Payload.$': '$' },
    ...more,
  });
  return {
    [command]: task(command, { TimeoutSeconds: 30, ResultPath: null, Compensate: compensation, Next: '<the step after it>' }),
    [compensation]: task(compensation, { TimeoutSeconds: 45, CompensateAfter: [], End: true }),
  };
}

export function byHand(names, missed) {
  const { name, command, success, failure, undone, after, undoOn } = names;
  const wiring = missed.map(({ file, line }) => `  - ${file}: no place found for\n      ${line.replaceAll('\n', '\n      ')}`);
  return `
Made: apps/${name}, libs/contracts/src/messages/${name}.ts, and the lists that name every service.
${wiring.length === 0 ? '' : `\nNot wired, because the place was not found:\n${wiring.join('\n')}\n`}
Yours to do, because only you know what ${name} means:

  1. The rule. apps/${name}/src/domain/${name}.ts refuses orders with nothing to pay; put your rule in its place.
  2. Orchestration. Put the step into apps/orchestrator/src/sagas/order-saga.asl.json: its place, and the Next of the step
     before it. Until then apps/orchestrator/src/sagas/order-saga.unit.spec.ts fails, since no saga sends ${command}.
${JSON.stringify(states(names), null, 2).replace(/^/gm, '       ')}
  3. Choreography. ${name} does its step after ${after} and undoes it on ${undoOn}. Nobody waits for it yet:
     - the service whose turn is next reacts to ${success} in place of ${after};
     - the service that undoes what was done before reacts to ${failure}, and the order service keeps its reason (noteRefusal);
     - apps/order/src/domain/order.ts (STEPS) watches the step's deadline, followSaga arms it;
     - when an order must not end before the step is undone, the order service reacts to ${undone} (confirmUndo).
  4. The checker. What ${success} must follow: apps/checker/src/invariants/effects.ts; an invariant for what ${name} keeps.
  5. npm install (a new workspace: package-lock.json), npm run generate (documents and pictures), npm run verify.
     docs/recipes/add-a-step.md carries all of this out once.
`;
}
