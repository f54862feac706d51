import { describe, expect, it } from '@jest/globals';
import { anOrderRequest } from '@counterpoint/testing/story';
import { requestHash } from './request-hash.js';

describe('the hash of a request', () => {
  const request = anOrderRequest('choreography');

  it('is the same for the same request, however its members are ordered', () => {
    const { style, items, payment, shipping } = request;
    expect(requestHash({ shipping, payment, items, style })).toBe(requestHash(request));
  });

  it.each([
    ['another quantity', { items: [{ sku: 'WIDGET', quantity: 2 }] }],
    ['another style', { style: 'orchestration' }],
    ['another street', { shipping: { ...request.shipping, street: 'Inselstrasse 19' } }],
    ['a line more', { items: [...request.items, ...request.items] }],
  ])('differs for %s', (_, change) => {
    expect(requestHash({ ...request, ...change })).not.toBe(requestHash(request));
  });
});
