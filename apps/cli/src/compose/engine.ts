import { request, type RequestOptions } from 'node:http';
import { docker } from '../system/process/container.js';

/** How long the engine may take for one answer, in milliseconds; a stop of a container takes longest. */
const ANSWER_TIMEOUT_MS = 30_000;
const DEFAULT_SOCKET = '/var/run/docker.sock';
/** Every engine of the last years speaks it: API 1.41 is Docker 20.10. */
const API = '/v1.41';

/** The engine refused, or found nothing of that name. */
export class EngineError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Docker's HTTP interface, by Node alone: inside the `cli` container there is no Docker client.
 * The engine is that of `DOCKER_HOST`, else of the client's current context, else the usual socket.
 */
export class Engine {
  private constructor(private readonly where: Pick<RequestOptions, 'socketPath' | 'host' | 'port'>) {}

  static async connect(): Promise<Engine> {
    const named = process.env['DOCKER_HOST'] || (await contextHost()) || `unix://${DEFAULT_SOCKET}`;
    return new Engine(address(named));
  }

  async json<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const answer = await this.raw(method, path, body);
    return (answer.length === 0 ? undefined : JSON.parse(answer.toString('utf8'))) as T;
  }

  raw(method: 'GET' | 'POST', path: string, body?: object): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const content = body === undefined ? undefined : JSON.stringify(body);
      const headers = { host: 'docker', ...(content === undefined ? {} : { 'content-type': 'application/json' }) };
      const options = { ...this.where, method, path: `${API}${path}`, headers, timeout: ANSWER_TIMEOUT_MS };
      const asking = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks);
          const status = response.statusCode ?? 0;
          if (status < 400) resolve(answer);
          else reject(new EngineError(status, messageOf(answer)));
        });
      });
      asking.on('timeout', () => asking.destroy(new Error(`the Docker engine did not answer within ${ANSWER_TIMEOUT_MS} ms`)));
      asking.on('error', reject);
      asking.end(content);
    });
  }
}

const contextHost = (): Promise<string | undefined> =>
  docker('context', 'inspect', '--format', '{{.Endpoints.docker.Host}}').catch(() => undefined);

function address(host: string): Pick<RequestOptions, 'socketPath' | 'host' | 'port'> {
  const { protocol, hostname, port, pathname } = new URL(host);
  if (protocol === 'unix:') return { socketPath: pathname };
  if (protocol === 'npipe:') return { socketPath: pathname.replaceAll('/', '\\') };
  if (protocol === 'tcp:' || protocol === 'http:') return { host: hostname, port };
  throw new Error(`a Docker engine at ${host} cannot be spoken to from here: use a context with a socket or tcp://`);
}

function messageOf(answer: Buffer): string {
  try {
    return (JSON.parse(answer.toString('utf8')) as { message: string }).message;
  } catch {
    return answer.toString('utf8').slice(0, 500);
  }
}
