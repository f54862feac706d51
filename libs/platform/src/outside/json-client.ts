/** What a call to an HTTP service outside carries besides its body. */
export interface JsonCall {
  readonly idempotencyKey?: string | undefined;
  /** W3C trace context of the caller. */
  readonly traceparent?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Most characters of an unexpected answer that an error repeats. */
const MAX_QUOTED_CHARACTERS = 300;

/** The outside gave no answer that tells how the call ended: a server error, a status that it never promised. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/**
 * A client for JSON over HTTP. It never repeats a call by itself: whoever calls knows whether that is safe.
 * Rejects when the connection fails, when the signal aborts, and with UnexpectedAnswer for any status but 2xx.
 */
export class JsonClient {
  constructor(private readonly baseUrl: string) {}

  async post(path: string, body: unknown, call: JsonCall = {}): Promise<unknown> {
    const response = await this.send('POST', path, call, JSON.stringify(body));
    if (!response.ok) throw await unexpected('POST', path, response);
    return response.json();
  }

  /** Undefined for 404. A look-up changes nothing, so it carries no idempotency key. */
  async find(path: string, call: JsonCall = {}): Promise<unknown> {
    const response = await this.send('GET', path, { ...call, idempotencyKey: undefined });
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) throw await unexpected('GET', path, response);
    return response.json();
  }

  private send(
    method: string,
    path: string,
    { idempotencyKey, traceparent, signal }: JsonCall,
    body?: string,
  ): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    if (traceparent !== undefined) headers['traceparent'] = traceparent;
    return fetch(`${this.baseUrl}${path}`, { method, headers, body: body ?? null, signal: signal ?? null });
  }
}

async function unexpected(method: string, path: string, response: Response): Promise<UnexpectedAnswer> {
  const text = await response.text();
  return new UnexpectedAnswer(`${method} ${path}: ${response.status} ${text.slice(0, MAX_QUOTED_CHARACTERS)}`);
}
