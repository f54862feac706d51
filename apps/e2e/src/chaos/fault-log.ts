import type { TestSystem } from '../system/test-system.js';

export interface FiredFault {
  readonly fault: string;
  readonly target: string;
  /** What shows that it really happened: a process id that died, a number of messages. */
  readonly evidence: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly until: number;
}

/** What really fired, in order; each line also goes to the client's log, which the checker reads. */
export class FaultLog {
  readonly fired: FiredFault[] = [];

  constructor(private readonly system: TestSystem) {}

  record(fault: FiredFault): void {
    this.fired.push(fault);
    this.system.log({
      kind: 'fault',
      fault: fault.fault,
      target: fault.target,
      at: new Date(fault.at).toISOString(),
      until: new Date(fault.until).toISOString(),
    });
    const seconds = ((fault.until - fault.at) / 1_000).toFixed(1);
    console.log(
      `${new Date(fault.at).toISOString()} ${fault.fault.padEnd(14)} ${fault.target.padEnd(14)} ${seconds.padStart(5)} s  ${fault.evidence}`,
    );
  }

  count(isKill: boolean): number {
    return this.fired.filter(({ fault }) => (fault === 'kill') === isKill).length;
  }
}
