import { execFile } from 'node:child_process';
import { ROOT } from '../system/launcher.js';

/** How long one Docker command may take, in milliseconds: the longest builds every image from nothing. */
const COMMAND_TIMEOUT_MS = 900_000;
const ANSWER_TIMEOUT_MS = 10_000;
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
/** Lines of a failed command's output that say why. */
const LINES_SHOWN = 25;
/** Images that the compose file and the Dockerfile name. */
const BASE_IMAGES = ['node:24-slim', 'postgres:17', 'apache/kafka:4.3.1'];

/**
 * Runs the Docker client in the root of the checkout; resolves to what it printed.
 * @throws Error with the end of its output when it fails
 */
export function docker(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  timeout = COMMAND_TIMEOUT_MS,
): Promise<string> {
  const options = { cwd: ROOT, timeout, encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES, env: { ...process.env, ...env } } as const;
  return new Promise((resolve, reject) => {
    execFile('docker', [...args], options, (fault, stdout, stderr) => {
      if (!fault) return resolve(stdout.trim());
      const words = `${stdout}\n${stderr}`.trim().split('\n').slice(-LINES_SHOWN).join('\n');
      reject(new Error(`docker ${args.join(' ')}: ${words || fault.message}`));
    });
  });
}

/** Why the container tests can not run on this machine; nothing when they can. */
export async function whyNoContainers(): Promise<string | undefined> {
  try {
    await docker(['version', '--format', '{{.Server.Version}}'], {}, ANSWER_TIMEOUT_MS);
  } catch {
    return 'no Docker engine answers';
  }
  for (const command of ['compose', 'buildx']) {
    const there = await docker([command, 'version'], {}, ANSWER_TIMEOUT_MS).then(
      () => true,
      () => false,
    );
    if (!there) return `the Docker client has no ${command}`;
  }
  for (const image of BASE_IMAGES) {
    const there = await docker(['image', 'inspect', image], {}, ANSWER_TIMEOUT_MS)
      .catch(() => docker(['pull', '--quiet', image]))
      .then(
        () => true,
        () => false,
      );
    if (!there) return `the image ${image} is neither here nor to be had`;
  }
  return undefined;
}
