import type { Json, TaskEffect } from '../../src/model.js';
import type { Answer, Script } from '../../src/testing/index.js';
import { ORDER, ORDER_SAGA, STRICT_SAGA } from '../saga/order-saga.js';
import { ACTIVITY, task } from '../states/stories.js';

interface Story {
  definition: Json;
  script: Script;
}

const by =
  (answers: Record<string, Answer[]>) =>
  ({ stateName, attempt }: TaskEffect): Answer =>
    answers[stateName]?.[attempt - 1] ?? { output: { done: stateName } };

const branch = (name: string, state: Json): Json => ({ StartAt: name, States: { [name]: state } });

/** Executions whose histories are kept for ever. Add stories; never change one. */
export const STORIES: Record<string, Story> = {
  'order-confirmed': { definition: ORDER_SAGA, script: { input: ORDER, answer: by({}) } },
  'order-refused-by-carrier': {
    definition: ORDER_SAGA,
    script: {
      input: ORDER,
      answer: by({ ScheduleShipment: [{ error: 'ShipmentRefused', cause: '{}' }], VoidPayment: [{ error: 'Down' }] }),
    },
  },
  'order-timed-out-and-late': {
    definition: ORDER_SAGA,
    script: {
      input: ORDER,
      answer: by({ AuthorisePayment: [{ after: 46, output: 'late' }], VoidPayment: [{ after: 9, output: {} }] }),
    },
  },
  'order-cancelled': {
    definition: ORDER_SAGA,
    script: {
      input: ORDER,
      answer: by({ ScheduleShipment: [{ silence: true }] }),
      at: [{ seconds: 20, stimulus: { kind: 'cancel', error: 'cancelled', cause: 'customer' } }],
    },
  },
  'capture-asked-three-times': {
    definition: ORDER_SAGA,
    script: { input: ORDER, answer: by({ CapturePayment: [{ silence: true }, { silence: true }] }) },
  },
  'strict-reverse-order': { definition: STRICT_SAGA, script: { input: ORDER, answer: by({ D: [{ error: 'No' }] }) } },
  'parallel-caught': {
    definition: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [branch('A', task()), branch('W', { Type: 'Wait', Seconds: 60, End: true })],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'H' }],
          End: true,
        },
        H: { Type: 'Pass', End: true },
      },
    },
    script: { answer: by({ A: [{ error: 'Boom', after: 1 }] }) },
  },
  'map-retried': {
    definition: {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          MaxConcurrency: 2,
          ItemsPath: '$.xs',
          ItemSelector: { 'x.$': '$$.Map.Item.Value', 'of.$': '$.xs' },
          ItemProcessor: branch('I', task({ Retry: [{ ErrorEquals: ['Boom'], JitterStrategy: 'FULL' }] })),
          End: true,
        },
      },
    },
    script: { input: { xs: [1, 2, 3] }, answer: by({ I: [{ error: 'Boom' }] }) },
  },
  'jsonata-variables': {
    definition: {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: ACTIVITY,
          Arguments: '{% $states.input %}',
          Assign: { got: '{% $states.result.done %}' },
          Output: '{% $uuid() %}',
          Next: 'B',
        },
        B: { Type: 'Wait', Seconds: '{% 2 + 3 %}', Output: { got: '{% $got %}', before: '{% $states.input %}' }, End: true },
      },
    },
    script: { input: { x: 1 }, answer: by({}) },
  },
  'redriven-twice': {
    definition: { StartAt: 'A', TimeoutSeconds: 100, States: { A: task({ TimeoutSeconds: 5 }) } },
    script: {
      answer: (() => {
        let calls = 0;
        return (): Answer => (++calls < 3 ? { silence: true } : { output: calls });
      })(),
      at: [
        { seconds: 20, stimulus: { kind: 'redrive' } },
        { seconds: 40, stimulus: { kind: 'redrive' } },
      ],
    },
  },
  'distributed-map': {
    definition: {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            ...(branch('I', task()) as Record<string, Json>),
          },
          End: true,
        },
      },
    },
    script: { input: [1, 2], answer: by({}) },
  },
};
