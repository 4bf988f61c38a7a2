import type { Health } from '@conceptwatch/ports';

type Probe = () => { ok: boolean; detail?: string };

export interface HealthReport {
  ok: boolean;
  checks: { name: string; ok: boolean; detail?: string }[];
}

/** What the process says about itself when asked. A probe that throws has failed, and its message is the detail. */
export class HealthRegistry implements Health {
  private readonly probes = { live: new Map<string, Probe>(), ready: new Map<string, Probe>() };

  /** The newest probe of a name holds. */
  check(kind: 'live' | 'ready', name: string, probe: Probe): void {
    this.probes[kind].set(name, probe);
  }

  report(kind: 'live' | 'ready'): HealthReport {
    const checks = [...this.probes[kind]].map(([name, probe]) => ({ name, ...outcomeOf(probe) }));
    return { ok: checks.every(({ ok }) => ok), checks };
  }
}

function outcomeOf(probe: Probe): { ok: boolean; detail?: string } {
  try {
    return probe();
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
