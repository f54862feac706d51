import { describe, expect, it } from '@jest/globals';
import { createLogger, redactText, withLogContext } from './logger.js';
import { NestLogger } from './nest-logger.js';

function recorded() {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { service: 'order', logLevel: 'trace' },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { lines, logger };
}

describe('logging', () => {
  it('writes one JSON line with service, level, message and the ids around it', () => {
    const { lines, logger } = recorded();
    withLogContext({ orderId: 'o-1' }, () => withLogContext({ messageId: 'm-1' }, () => logger.warn({ tries: 2 }, 'again')));
    expect(lines).toEqual([
      { level: 'warn', time: expect.any(String), service: 'order', orderId: 'o-1', messageId: 'm-1', tries: 2, msg: 'again' },
    ]);
  });

  it('redacts credentials and card data wherever they are', () => {
    const { lines, logger } = recorded();
    const order = { payment: { token: 'tok_ok' }, id: 'o-1' };
    logger.info(
      {
        headers: { authorization: 'Bearer abc' },
        message: { data: { order: { payment: order.payment } } },
        order,
        cardNumber: '4111',
      },
      'Bearer abc.def',
    );
    expect(JSON.stringify(lines)).not.toMatch(/tok_ok|abc|4111/);
    expect(lines[0]).toMatchObject({ order: { id: 'o-1' }, msg: 'Bearer [redacted]' });
  });

  it.each([
    ['card 4111 1111 1111 1111 was declined', 'card [redacted] was declined'],
    ['took 1763800000000 ms', 'took 1763800000000 ms'],
    ['postgres://order:hunter2@127.0.0.1/x', 'postgres://order:[redacted]@127.0.0.1/x'],
    ['GET http://127.0.0.1:3000/orders', 'GET http://127.0.0.1:3000/orders'],
  ])('takes secrets out of text: %s', (text, clean) => {
    expect(redactText(text)).toBe(clean);
  });

  it('lets Nest write through it, quietly when it only says that it starts', () => {
    const { lines, logger } = recorded();
    const nest = new NestLogger(logger);
    nest.log('Mapped {/orders, POST} route', 'RouterExplorer');
    nest.error('it broke', 'Error: it broke\n at x', 'OrderModule');
    expect(lines).toEqual([
      expect.objectContaining({ level: 'debug', context: 'RouterExplorer', msg: 'Mapped {/orders, POST} route' }),
      expect.objectContaining({ level: 'error', context: 'OrderModule', stack: 'Error: it broke\n at x', msg: 'it broke' }),
    ]);
  });
});
