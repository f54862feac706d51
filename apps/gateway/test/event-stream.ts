export interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

/** Reads server-sent events one by one; comments are skipped, the end of the stream ends the iteration. */
export async function* eventsOf(response: Response): AsyncGenerator<StreamEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line));
      const field = (name: string) => fields.find((match) => match?.[1] === name)?.[2];
      const data = field('data');
      if (data !== undefined) yield { id: field('id'), event: field('event') ?? 'message', data: JSON.parse(data) };
    }
  }
}
