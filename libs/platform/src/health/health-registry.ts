/** Resolves when a part of the service can do its work, rejects with the reason when it can't. */
export type Probe = () => Promise<void>;
export interface Health {
  readonly status: 'ready' | 'unavailable';
  readonly checks: Readonly<Record<string, string>>;
}

/** How long one probe may take, in milliseconds. */
const PROBE_TIMEOUT_MS = 2_000;

/** What has to work before the service is ready: parts register their probes, `/health/ready` runs them. */
export class HealthRegistry {
  private readonly probes = new Map<string, Probe>();
  private stopping = false;

  register(name: string, probe: Probe): void {
    this.probes.set(name, probe);
  }

  /** From now on the service is not ready, so that nobody sends it more work. */
  beginShutdown(): void {
    this.stopping = true;
  }

  async check(): Promise<Health> {
    if (this.stopping) return { status: 'unavailable', checks: { process: 'shutting down' } };
    const checks = await Promise.all([...this.probes].map(async ([name, probe]) => [name, await outcomeOf(probe)] as const));
    return {
      status: checks.every(([, outcome]) => outcome === 'ok') ? 'ready' : 'unavailable',
      checks: Object.fromEntries(checks),
    };
  }
}

async function outcomeOf(probe: Probe): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PROBE_TIMEOUT_MS} ms`), PROBE_TIMEOUT_MS);
  });
  const answer = probe().then(
    () => 'ok',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return Promise.race([answer, tooSlow]).finally(() => clearTimeout(timer));
}
