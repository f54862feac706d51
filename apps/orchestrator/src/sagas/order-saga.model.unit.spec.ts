import { describe, expect, it } from '@jest/globals';
import { checkModel, exportPlain, printSequence, validate, type Catalogue } from '@counterpoint/asl';
import { COMMANDS } from '@counterpoint/contracts';
import { orderSaga } from './order-saga.js';

type Definition = Parameters<typeof exportPlain>[0];

const definition = orderSaga() as Definition;
const catalogue: Catalogue = Object.fromEntries(
  COMMANDS.map(({ name, step, outcomes }) => [name, { kind: step, outcomes: outcomes.map((outcome) => outcome.name) }]),
);
const order = (required: boolean): Definition => ({ order: { orderId: 'o', approval: { required, deadlineSeconds: 600 } } });

describe('the order saga against the rules of sagas', () => {
  it('keeps all of them, with the contracts as catalogue', () => {
    expect(validate(definition, { catalogue })).toEqual([]);
  });

  it('is all-or-compensated, ends once and never gets stuck, whatever one fault and any delay do to it', async () => {
    const result = await checkModel(definition, {
      inputs: [order(false), order(true)],
      outputs: { HandOverShipment: { trackingCode: 'T1' } },
      faults: 1,
    });
    expect(result.violation && printSequence(result.violation)).toBeUndefined();
    expect(result).toMatchObject({ ok: true, exhausted: true });
  }, 60_000);

  it('can be exported to plain ASL', () => {
    const exported = exportPlain(definition);
    expect(exported.ok && validate(exported.definition).filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  });
});
