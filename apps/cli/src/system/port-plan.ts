import { isFree, type PortPicker } from './ports.js';
import { replicaName } from './service-plan.js';
import type { ServiceDefinition } from './services.js';

const HIGHEST_PORT = 65_535;
/** Listeners that are not services. */
const SERVER_LISTENERS = ['postgres', 'kafka', 'kafka-controller'];

/**
 * The port of every listener, by name: the well-known ones where outsiders rely on them (first replica), free ones
 * elsewhere, the same as at the last start when they can be had.
 * @throws Error when a well-known port is taken
 */
export async function assignPorts(
  replicas: readonly { readonly definition: ServiceDefinition; readonly replica: number }[],
  mode: 'standard' | 'free',
  env: Readonly<Record<string, string>>,
  lastTime: Readonly<Record<string, number>>,
  picker: PortPicker,
): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  for (const { definition, replica } of replicas) {
    const { publicPort, name } = definition;
    if (publicPort === undefined || replica > 1) continue;
    const wanted = env[publicPort.variable] ?? String(mode === 'free' ? 0 : publicPort.default);
    if (wanted !== '0') ports[name] = await claim(wanted, publicPort.variable, name, picker);
  }
  const names = [...SERVER_LISTENERS, ...replicas.map(({ definition, replica }) => replicaName(definition.name, replica))];
  for (const name of names) ports[name] ??= await picker.pick(lastTime[name]);
  return ports;
}

async function claim(wanted: string, variable: string, name: string, picker: PortPicker): Promise<number> {
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 0 || port > HIGHEST_PORT) throw new Error(`${variable}=${wanted} is not a port`);
  if (!(await isFree(port))) {
    throw new Error(
      `port ${port}, where ${name} is to listen, is taken by another program: choose another by ${variable}, for example ${variable}=${port === HIGHEST_PORT ? port - 1 : port + 1} npm start`,
    );
  }
  picker.reserve(port);
  return port;
}
