import fs from 'node:fs';
import path from 'node:path';

/** Where everything of one installation lives; deleting the folder deletes the installation. */
export interface DataFolder {
  readonly root: string;
  readonly state: string;
  readonly lock: string;
  readonly secrets: string;
  readonly logs: string;
  readonly postgres: string;
  readonly kafka: string;
}

/** The data folder of `COUNTERPOINT_DATA`, or of the option that overrides it; relative to the repository. */
export function dataFolder(chosen: string | undefined, repository: string): DataFolder {
  const root = path.resolve(repository, chosen ?? '.counterpoint');
  return {
    root,
    state: path.join(root, 'state.json'),
    lock: path.join(root, 'lock'),
    secrets: path.join(root, 'secrets.json'),
    logs: path.join(root, 'logs'),
    postgres: path.join(root, 'postgres'),
    kafka: path.join(root, 'kafka'),
  };
}

/** Makes the folders that are missing. Only their owner can look inside: there are secrets in them. */
export function makeDataFolder(folder: DataFolder): void {
  fs.mkdirSync(folder.root, { recursive: true, mode: 0o700 });
  fs.mkdirSync(folder.logs, { recursive: true });
}

/** Replaces a file in one step, readable by its owner alone: a reader, or a crash, sees the old or the new text. */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.${process.pid}.new`;
  fs.writeFileSync(draft, text, { mode: 0o600 });
  fs.renameSync(draft, file);
}
