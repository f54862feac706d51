import net from 'node:net';

/** How long a broker may take to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 2_000;

/**
 * The smallest question of Kafka's protocol: ApiVersions, version 0, correlation id 1, no client id
 * (https://kafka.apache.org/protocol, "Request header v1"), with its length in front.
 */
const API_VERSIONS_REQUEST = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);

/** Whether a broker answers there. An open port is not enough: a container's port is open before its broker is. */
export function brokerAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(API_VERSIONS_REQUEST));
    const settle = (answered: boolean): void => {
      resolve(answered);
      socket.destroy();
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => settle(false));
    socket.once('data', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}
