import { eventually, type SeededRandom } from '@counterpoint/testing';
import type { TestSystem } from '../system/test-system.js';

/** Every process of ours; the servers below them have fault runs of their own (chaos). */
export const SERVICES = ['gateway', 'order', 'payment', 'inventory', 'shipping', 'orchestrator', 'provider', 'carrier'] as const;
/** Pause between two kills, in milliseconds. */
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 900;
/** How long a killed service may take to be back, in milliseconds. */
const RESTART_TIMEOUT_MS = 60_000;

export interface Kill {
  readonly service: string;
  readonly pid: string;
}

/** Kills services at random moments until each died at least once and `isOver` says that there is nothing left to disturb. */
export async function killAtRandom(system: TestSystem, random: SeededRandom, isOver: () => boolean): Promise<Kill[]> {
  const kills: Kill[] = [];
  for (let round = 0; round === 0 || !isOver(); round += 1) {
    for (const service of random.shuffle(SERVICES)) {
      if (round > 0 && isOver()) break;
      await new Promise((resolve) => setTimeout(resolve, random.between(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS)));
      kills.push(await killOnce(system, service));
    }
  }
  return kills;
}

async function killOnce(system: TestSystem, service: string): Promise<Kill> {
  const at = new Date().toISOString();
  const pid = (await system.kill(service)).trim();
  await eventually(
    async () => {
      const line = (await system.processes()).find((process) => process.service === service);
      if (line?.state !== 'ready' || String(line.pid) === pid) throw new Error(`${service} is ${line?.state ?? 'not listed'}`);
    },
    { timeoutMs: RESTART_TIMEOUT_MS, what: `${service} is back` },
  );
  system.log({ kind: 'fault', at, until: new Date().toISOString(), fault: 'kill', target: service });
  return { service, pid };
}
