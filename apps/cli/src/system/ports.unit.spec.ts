import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { assignPorts } from './port-plan.js';
import { isFree, PortPicker } from './ports.js';
import { ServiceDefinition } from './services.js';

const servers: net.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function takenPort(): Promise<number> {
  const server = net.createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const replica = (name: string, number = 1, publicPort?: { variable: string; default: number }) => ({
  definition: ServiceDefinition.parse({ name, command: ['node'], ...(publicPort ? { publicPort } : {}) }),
  replica: number,
});

describe('port picking', () => {
  it('gives out free ports, each once', async () => {
    const picker = new PortPicker();
    const ports = await Promise.all(Array.from({ length: 20 }, () => picker.pick()));
    expect(new Set(ports).size).toBe(20);
    for (const port of ports) expect(await isFree(port)).toBe(true);
  });

  it('prefers the port of the last start, unless somebody has it now', async () => {
    const mine = await new PortPicker().pick();
    expect(await new PortPicker().pick(mine)).toBe(mine);
    const theirs = await takenPort();
    expect(await new PortPicker().pick(theirs)).not.toBe(theirs);
  });

  it('gives the first replica the well-known port and every other listener a free one', async () => {
    const known = await new PortPicker().pick();
    const replicas = [
      replica('gateway', 1, { variable: 'PORT', default: known }),
      replica('gateway', 2, { variable: 'PORT', default: known }),
      replica('order'),
    ];
    const ports = await assignPorts(replicas, 'standard', {}, {}, new PortPicker());
    expect(Object.keys(ports).sort()).toEqual(['gateway', 'gateway-2', 'kafka', 'kafka-controller', 'order', 'postgres']);
    expect(ports['gateway']).toBe(known);
    expect(new Set(Object.values(ports)).size).toBe(6);
  });

  it('lets the environment choose, also when free ports were asked for', async () => {
    const wanted = await new PortPicker().pick();
    const replicas = [replica('gateway', 1, { variable: 'PORT', default: 3_000 })];
    expect((await assignPorts(replicas, 'free', { PORT: String(wanted) }, {}, new PortPicker()))['gateway']).toBe(wanted);
    expect((await assignPorts(replicas, 'free', {}, {}, new PortPicker()))['gateway']).not.toBe(3_000);
  });

  it('says which variable to change when a well-known port is taken', async () => {
    const taken = await takenPort();
    const replicas = [replica('gateway', 1, { variable: 'PORT', default: taken })];
    await expect(assignPorts(replicas, 'standard', {}, {}, new PortPicker())).rejects.toThrow(/PORT=\d+ npm start/);
    await expect(assignPorts(replicas, 'standard', { PORT: 'http' }, {}, new PortPicker())).rejects.toThrow(
      'PORT=http is not a port',
    );
  });
});
