import { counterpoint } from '../system/launcher.js';

const ROLES: Readonly<Record<string, string>> = { postgres: 'database', kafka: 'broker', orchestrator: 'orchestrator' };

/** Process ids of a running system by role: broker, database, orchestrator, and everything else as workers. */
export async function processesByRole(data: string): Promise<Record<string, number[]>> {
  const lines = JSON.parse(await counterpoint('ps', '-o', 'json', '--data', data)) as { service: string; pid: number | null }[];
  const roles: Record<string, number[]> = {};
  for (const { service, pid } of lines) {
    if (pid === null) continue;
    const role = ROLES[service.replace(/-\d+$/, '')] ?? 'workers';
    (roles[role] ??= []).push(pid);
  }
  return roles;
}
