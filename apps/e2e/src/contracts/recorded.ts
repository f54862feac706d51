import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ROOT } from '../system/launcher.js';

/** One file a release, never changed again: `0.1.0.ndjson`, a message a line as it lay in its topic. */
export const RECORDED_FOLDER = path.join(ROOT, 'apps/e2e/contracts/recorded');

const RecordedMessage = z.object({
  topic: z.string(),
  key: z.string(),
  headers: z.record(z.string(), z.string()),
  data: z.json(),
});
export type RecordedMessage = z.infer<typeof RecordedMessage>;

/** How many examples of a message type in one topic are kept. */
const EXAMPLES = 2;

/** Every message of every release. */
export function recordedMessages(): (RecordedMessage & { readonly release: string })[] {
  return fs
    .readdirSync(RECORDED_FOLDER)
    .filter((file) => file.endsWith('.ndjson'))
    .flatMap((file) =>
      fs
        .readFileSync(path.join(RECORDED_FOLDER, file), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => ({ release: path.basename(file, '.ndjson'), ...RecordedMessage.parse(JSON.parse(line)) })),
    );
}

/** Keeps a few examples of each type and topic for the next releases to be tested with. */
export function record(release: string, messages: readonly RecordedMessage[]): void {
  const kept = new Map<string, RecordedMessage[]>();
  for (const message of messages) {
    const kind = `${message.topic} ${message.headers['ce_type']}`;
    const examples = kept.get(kind) ?? [];
    if (examples.length < EXAMPLES) kept.set(kind, [...examples, message]);
  }
  const lines = [...kept]
    .sort(([a], [b]) => a.localeCompare(b))
    .flatMap(([, examples]) => examples.map((one) => JSON.stringify(one)));
  fs.mkdirSync(RECORDED_FOLDER, { recursive: true });
  fs.writeFileSync(path.join(RECORDED_FOLDER, `${release}.ndjson`), `${lines.join('\n')}\n`);
}
