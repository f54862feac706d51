import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureTopics } from '@counterpoint/messaging/topics';
import type { PortPicker } from '../ports.js';
import { archiveFile, brokerPlan, prepareBroker } from './broker.js';
import type { Java } from './java.js';

/** How long the rehearsal may take, in milliseconds. */
const REHEARSAL_MS = 60_000;

/**
 * Makes the class-data archive, once per build of Java and list of jars: a broker is started in a scratch folder and
 * ended again, and Java writes down the classes that it loaded, parsed and verified.
 * @returns false when it was there already
 */
export async function makeArchive(java: Java, ports: PortPicker): Promise<boolean> {
  const archive = archiveFile(java);
  if (fs.existsSync(archive)) return false;
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-kafka-'));
  const draft = `${archive}.${process.pid}`;
  try {
    const place = { folder: scratch, port: await ports.pick(), controllerPort: await ports.pick() };
    await prepareBroker(java, place);
    const { command, cwd, env } = brokerPlan(java, place, [`-XX:ArchiveClassesAtExit=${draft}`]);
    const child = spawn(command[0], command.slice(1), { cwd, env, stdio: 'ignore' });
    const exit = once(child, 'exit');
    try {
      // A topic, so that the classes that serve a request are among them.
      await ensureTopics([`127.0.0.1:${place.port}`], [{ topic: 'rehearsal', partitions: 1, replicas: 1 }], REHEARSAL_MS);
    } finally {
      child.kill('SIGTERM');
      await exit;
    }
    if (fs.existsSync(draft)) fs.renameSync(draft, archive);
    return true;
  } finally {
    fs.rmSync(draft, { force: true });
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}
