import fs from 'node:fs';
import path from 'node:path';

const TEMPLATE = path.resolve(import.meta.dirname, '../../../kafka/server.properties');

/** The text of the broker's configuration with its `@NAMES@` replaced. */
export function propertiesText(values: Readonly<Record<string, string>>): string {
  return fs.readFileSync(TEMPLATE, 'utf8').replace(/@([A-Z_]+)@/g, (name, key: string) => values[key] ?? name);
}

/** The broker's configuration, property by property, names not replaced. */
export function brokerProperties(): Record<string, string> {
  const lines = propertiesText({}).split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => /^[a-z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
