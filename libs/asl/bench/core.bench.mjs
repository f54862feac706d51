// Micro benchmark of the pure core: CPU microseconds (so that a busy machine does not matter much) and bytes per transition. After the build:
//   node --expose-gc libs/asl/bench/core.bench.mjs [seconds per workload, default 2]
import { compile, decide, effects, fold, AWS_QUOTAS } from '../dist/index.js';

const SECONDS = Number(process.argv[2] ?? 2);
const T0 = Date.UTC(2026, 0, 1);
const contextOf = (name, now) => ({
  executionArn: `arn:aws:states:local:000000000000:execution:bench:${name}`,
  executionName: name,
  roleArn: 'arn:aws:iam::000000000000:role/bench',
  stateMachineArn: 'arn:aws:states:local:000000000000:stateMachine:bench',
  stateMachineName: 'bench',
  region: 'local',
  now,
  quotas: AWS_QUOTAS,
  taskTokenFor: (taskId) => `${name}.${taskId}`,
});

/** Runs one execution to its end, answering every task at once; returns decisions and events. */
async function run(machine, name, input, answer) {
  let snapshot;
  let decisions = 0;
  let events = 0;
  const history = [];
  const stimuli = [{ kind: 'start', input }];
  for (let stimulus = stimuli.shift(); stimulus; stimulus = stimuli.shift()) {
    const made = decide(machine, snapshot, stimulus, contextOf(name, T0));
    const decision = made instanceof Promise ? await made : made;
    const wanted = effects(machine, snapshot, decision.snapshot, decision.events);
    snapshot = decision.snapshot;
    decisions++;
    events += decision.events.length;
    history.push(...decision.events);
    for (const effect of wanted)
      if (effect.kind === 'task') stimuli.push({ kind: 'taskSucceeded', taskId: effect.taskId, output: answer(effect) });
    if (decision.more) stimuli.push({ kind: 'wake' });
  }
  if (snapshot.status !== 'SUCCEEDED') throw new Error(`${name} ended ${snapshot.status}: ${snapshot.cause}`);
  return { decisions, events, history };
}

const request = (type, more) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::kafka:request',
  Parameters: { Topic: 'commands', Type: type, 'Key.$': '$.order.orderId', 'Payload.$': '$' },
  TimeoutSeconds: 45,
  ResultPath: null,
  ...more,
});
const saga = compile({
  StartAt: 'ReserveStock',
  States: {
    ReserveStock: request('ReserveStock', { Compensate: 'Undo', Next: 'AuthorisePayment' }),
    AuthorisePayment: request('AuthorisePayment', { Compensate: 'Undo', Next: 'ApprovalRequired' }),
    ApprovalRequired: {
      Type: 'Choice',
      Choices: [{ Variable: '$.order.approval.required', BooleanEquals: true, Next: 'ScheduleShipment' }],
      Default: 'ScheduleShipment',
    },
    ScheduleShipment: request('ScheduleShipment', { Compensate: 'Undo', Next: 'CapturePayment' }),
    CapturePayment: request('CapturePayment', { Pivot: true, Next: 'ConfirmOrder' }),
    ConfirmOrder: request('ConfirmOrder', { Next: 'HandOverShipment' }),
    HandOverShipment: request('HandOverShipment', { Next: 'Completed' }),
    Completed: { Type: 'Succeed' },
    Undo: request('Undo', { End: true }),
  },
});
const order = (n) => ({
  order: {
    orderId: `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`,
    approval: { required: false, deadlineSeconds: 86_400 },
    items: Array.from({ length: 3 }, (_, at) => ({ sku: `SKU-${at}`, quantity: at + 1, unitPriceMinor: 2_500 })),
    totalMinor: 15_000,
    shipping: { name: 'Ada Lovelace', street: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
    payment: { token: 'tok_ok' },
  },
});
const map = compile({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: {
        StartAt: 'Work',
        States: { Work: { Type: 'Task', Resource: 'arn:aws:states:::kafka:request', End: true } },
      },
      End: true,
    },
  },
});
const jsonata = compile({
  QueryLanguage: 'JSONata',
  StartAt: 'Prepare',
  States: Object.fromEntries([
    ['Prepare', { Type: 'Pass', Assign: { factor: '{% $states.input.factor %}' }, Output: '{% $states.input %}', Next: 'S0' }],
    ...Array.from({ length: 20 }, (_, at) => [
      `S${at}`,
      {
        Type: 'Pass',
        Output: { total: '{% $sum($states.input.lines.(price * quantity)) * $factor %}', lines: '{% $states.input.lines %}' },
        ...(at < 19 ? { Next: `S${at + 1}` } : { End: true }),
      },
    ]),
  ]),
});

async function measure(name, perRun, once) {
  for (let n = 0; n < 200 / perRun; n++) await once(n);
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  let sample = 0;
  for (; sample < Math.max(1, 50 / perRun); sample++) await once(sample);
  const bytes = process.memoryUsage().heapUsed - heap;
  const total = { decisions: 0, events: 0 };
  const start = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  let sampleRun;
  for (let n = 0; Number(process.hrtime.bigint() - start) < SECONDS * 1e9; n++) {
    sampleRun = await once(n);
    total.decisions += sampleRun.decisions;
    total.events += sampleRun.events;
  }
  const { user, system } = process.cpuUsage(cpu);
  const microseconds = user + system;
  return {
    workload: name,
    transitionsPerCpuSecond: Math.round((total.events / microseconds) * 1e6),
    decisionsPerCpuSecond: Math.round((total.decisions / microseconds) * 1e6),
    microsecondsPerDecision: +(microseconds / total.decisions).toFixed(2),
    microsecondsPerEvent: +(microseconds / total.events).toFixed(2),
    bytesPerTransition: Math.round(bytes / (sample * sampleRun.events)),
    bytesPerDecision: Math.round(bytes / (sample * sampleRun.decisions)),
    eventsPerRun: sampleRun.events,
  };
}

let runs = 0;
const items = { items: Array.from({ length: 1_000 }, (_, at) => ({ id: at })) };
const lines = { factor: 2, lines: Array.from({ length: 20 }, (_, at) => ({ price: at, quantity: 3 })) };
console.log(
  JSON.stringify(await measure('order saga', 1, () => run(saga, `run-${runs}`, order(runs++), () => '{"type":"Done"}'))),
);
console.log(JSON.stringify(await measure('map of 1,000', 100, () => run(map, 'map', items, () => '{"ok":true}'))));
console.log(JSON.stringify(await measure('jsonata', 1, () => run(jsonata, 'jsonata', lines, () => '{}'))));

// Cost of a transition by the length of the history before it: a machine that goes round and round.
const loop = compile({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } });
const ROUND = 100;
const inRounds = (now) => ({
  ...contextOf('loop', now),
  quotas: { ...AWS_QUOTAS, historyEvents: 1e9, transitionsPerDecision: ROUND },
});
let turning = decide(loop, undefined, { kind: 'start', input: order(1) }, inRounds(T0)).snapshot;
for (const length of [1_000, 20_000, 200_000]) {
  while (turning.lastEventId < length) turning = decide(loop, turning, { kind: 'wake' }, inRounds(T0)).snapshot;
  const before = process.cpuUsage();
  const from = turning.lastEventId;
  for (let n = 0; n < 200; n++) turning = decide(loop, turning, { kind: 'wake' }, inRounds(T0)).snapshot;
  const { user, system } = process.cpuUsage(before);
  const perEvent = +((user + system) / (turning.lastEventId - from)).toFixed(2);
  console.log(JSON.stringify({ workload: 'after a history of', events: from, microsecondsPerEvent: perEvent }));
}

const { history } = await run(saga, 'fold', order(1), () => '{"type":"Done"}');
const start = process.hrtime.bigint();
let folds = 0;
for (; Number(process.hrtime.bigint() - start) < SECONDS * 0.5e9; folds++) fold(saga, undefined, history);
const one = Number(process.hrtime.bigint() - start) / 1e3 / folds;
console.log(
  JSON.stringify({ workload: 'rebuild of an order saga by fold', events: history.length, microseconds: +one.toFixed(2) }),
);
