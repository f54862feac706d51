import { describe, expect, it } from '@jest/globals';
import { anOrderSnapshot, SeededRandom, seedFromEnvironment, Story, typesOf } from '@counterpoint/testing/story';
import { Reservation, Stock } from '../persistence/entities.js';
import { releaseStock } from './release-stock.js';
import { reserveStock } from './reserve-stock.js';

const story = (available: number) =>
  new Story([Stock, 'sku'], [Reservation, 'orderId']).given(Stock, {
    sku: 'RARE',
    available,
    reserved: 0,
    unitPriceMinor: 1_000,
  });
const stockOf = (given: Story) => given.row(Stock, 'RARE');

describe('inventory', () => {
  it('sets every item aside', () => {
    const given = story(5);
    const order = anOrderSnapshot({ sku: 'RARE', quantity: 2 });
    expect(typesOf(given.when(reserveStock({ order })))).toEqual(['StockReserved']);
    expect(stockOf(given)).toMatchObject({ available: 3, reserved: 2 });
  });

  it('sets nothing aside when one item is short, and says which', () => {
    const given = story(5).given(Stock, { sku: 'SOLDOUT', available: 0, reserved: 0, unitPriceMinor: 1 });
    const items = ['RARE', 'SOLDOUT'].map((sku) => ({ sku, quantity: 1, unitPriceMinor: 1 }));
    const said = given.when(reserveStock({ order: anOrderSnapshot({ items }) }));
    expect(said.messages).toMatchObject([
      { type: 'StockRejected', data: { reason: { code: 'out_of_stock', detail: 'SOLDOUT: 1 wanted, 0 available' } } },
    ]);
    expect(stockOf(given)).toMatchObject({ available: 5, reserved: 0 });
  });

  it('counts lines of the same SKU together', () => {
    const given = story(5);
    const items = [3, 3].map((quantity) => ({ sku: 'RARE', quantity, unitPriceMinor: 1 }));
    expect(typesOf(given.when(reserveStock({ order: anOrderSnapshot({ items }) })))).toEqual(['StockRejected']);
  });

  it('gives back exactly what was set aside, once', () => {
    const given = story(5);
    const order = anOrderSnapshot({ sku: 'RARE', quantity: 2 });
    given.when(reserveStock({ order }));
    expect(typesOf(given.when(releaseStock({ order })))).toEqual(['StockReleased']);
    expect(typesOf(given.when(releaseStock({ order })))).toEqual(['StockReleased']);
    expect(stockOf(given)).toMatchObject({ available: 5, reserved: 0 });
  });

  it('refuses a reservation that its release has overtaken', () => {
    const given = story(5);
    const order = anOrderSnapshot({ sku: 'RARE' });
    expect(typesOf(given.when(releaseStock({ order })))).toEqual(['StockReleased']);
    expect(typesOf(given.when(reserveStock({ order })))).toEqual(['StockRejected']);
    expect(stockOf(given)).toMatchObject({ available: 5, reserved: 0 });
  });

  it('repeats a stored outcome, and tries a rejection again under the next attempt number only', () => {
    const given = story(0);
    const order = anOrderSnapshot({ sku: 'RARE' });
    given.when(reserveStock({ order }));
    given.given(Stock, { sku: 'RARE', available: 5, reserved: 0, unitPriceMinor: 1_000 });
    expect(typesOf(given.when(reserveStock({ order })))).toEqual(['StockRejected']);
    expect(typesOf(given.when(reserveStock({ order, attempt: 2 })))).toEqual(['StockReserved']);
    const first = given.when(reserveStock({ order }), { from: { replyTo: 'orchestrator.replies' } });
    expect(first.messages).toMatchObject([
      { type: 'StockReserved', data: { reservationId: given.row(Reservation, order.orderId)?.reservationId } },
    ]);
    expect(stockOf(given)).toMatchObject({ available: 4, reserved: 1 });
  });

  it('neither loses nor invents a piece, whatever comes in whatever order', () => {
    const seed = seedFromEnvironment();
    console.log(`TEST_SEED=${seed}`);
    const random = new SeededRandom(seed);
    const given = story(20);
    const orders = Array.from({ length: 40 }, () => anOrderSnapshot({ sku: 'RARE', quantity: random.between(1, 4) }));
    const intents = random.shuffle(
      orders.flatMap((order) => [
        reserveStock({ order }),
        reserveStock({ order }),
        ...(random.next() < 0.5 ? [releaseStock({ order })] : []),
      ]),
    );
    for (const intent of intents) {
      given.when(intent);
      const { available = -1, reserved = -1 } = stockOf(given) ?? {};
      expect([available >= 0, reserved >= 0, available + reserved]).toEqual([true, true, 20]);
    }
    const held = orders
      .flatMap(({ orderId }) => given.row(Reservation, orderId)?.lines ?? [])
      .reduce((sum, { quantity }) => sum + quantity, 0);
    expect(stockOf(given)?.reserved).toBe(held);
  });
});
