import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * A folder for what can be made or fetched again: `$XDG_CACHE_HOME/counterpoint`, else `~/.cache/counterpoint`.
 * `shared` is one that other users of the machine can read (`/var/cache/counterpoint`), for programs that root runs as somebody else.
 */
export function cacheFolder(kind: 'user' | 'shared' = 'user'): string {
  const folder =
    kind === 'shared'
      ? '/var/cache/counterpoint'
      : path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'counterpoint');
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}
