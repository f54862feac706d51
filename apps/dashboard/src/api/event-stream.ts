/** One event of a stream (WHATWG HTML, section 9.2). */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/**
 * Cuts a stream of text into events. The browser's EventSource can't send an Authorization header, so the stream is read
 * with fetch and cut here.
 */
export class EventCutter {
  private rest = '';

  push(chunk: string): StreamEvent[] {
    const blocks = (this.rest + chunk).replaceAll('\r\n', '\n').split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => parse(block) ?? []);
  }
}

/** Undefined for a block without data, such as a comment or a retry time. */
function parse(block: string): StreamEvent | undefined {
  let id: string | undefined;
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'id') id = value;
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }
  return data.length === 0 ? undefined : { id, event, data: data.join('\n') };
}
