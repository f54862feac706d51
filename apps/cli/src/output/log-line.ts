import colours from 'picocolors';

const LEVEL_COLOURS: Readonly<Record<string, (text: string) => string>> = {
  trace: colours.dim,
  debug: colours.dim,
  info: (text) => text,
  warn: colours.yellow,
  error: colours.red,
  fatal: colours.red,
};
/** Members that are said otherwise, or not at all: the line's prefix names the service. */
const KNOWN = new Set(['level', 'time', 'service', 'msg']);

/** A line of a log as a person reads it: our services' JSON as time, message and details; other lines as they are. */
export function humanLine(line: string): string {
  const entry = parse(line);
  if (!entry) return line;
  const { level = 'info', time = '', msg = '' } = entry;
  const details = Object.entries(entry).filter(([name]) => !KNOWN.has(name));
  const rest = details.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ');
  const colour = LEVEL_COLOURS[String(level)] ?? LEVEL_COLOURS['info'];
  return [colours.dim(String(time).slice(11, 23)), colour?.(String(msg)), colours.dim(rest)].filter(Boolean).join(' ');
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
