/** An order as an order saga gets it; other definitions take what they like of it. */
export const SAMPLE_INPUT = JSON.stringify({
  order: {
    orderId: '0199f0a0-0000-7000-8000-000000000000',
    totalMinor: 5_000,
    approval: { required: false, deadlineSeconds: 86_400 },
  },
});

/** What a task that succeeds gives: enough for the order saga's hand-over, which takes the tracking code. */
export const SAMPLE_RESULT = { trackingCode: 'REHEARSED-1' };
