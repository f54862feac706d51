import { execFile } from 'node:child_process';

/** How long the Docker client may take for a small request, in milliseconds. */
const ANSWER_TIMEOUT_MS = 20_000;

/** Runs the Docker client; rejects with what it printed when it fails. */
export function docker(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('docker', args, { encoding: 'utf8', timeout: ANSWER_TIMEOUT_MS }, (fault, stdout, stderr) => {
      if (fault) reject(new Error(`docker ${args[0]}: ${stderr.trim() || fault.message}`));
      else resolve(stdout.trim());
    });
  });
}

/** Whether a Docker engine answers (a client alone is not enough); its version when it does. */
export async function dockerEngine(): Promise<string | undefined> {
  return docker('version', '--format', '{{.Server.Version}}').catch(() => undefined);
}

/** Whether the engine has the image, so that nothing has to be fetched. */
export function hasImage(image: string): Promise<boolean> {
  return docker('image', 'inspect', '--format', '{{.Id}}', image).then(
    () => true,
    () => false,
  );
}

/** A stop and a continuation of the whole container, or a signal to its first process. */
export async function signalContainer(container: string, signal: NodeJS.Signals): Promise<void> {
  if (signal === 'SIGSTOP') await docker('pause', container);
  else if (signal === 'SIGCONT') await docker('unpause', container);
  else await docker('kill', '--signal', signal, container);
}

/** Ends and removes a container; none of that name is fine. */
export async function removeContainer(container: string): Promise<void> {
  await docker('rm', '--force', container).catch(() => undefined);
}
