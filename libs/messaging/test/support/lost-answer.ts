import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** How long the server has for what it got, before its side of the connection is closed, in milliseconds. */
const SERVER_TIME_MS = 500;

/**
 * A TCP proxy before PostgreSQL that loses one answer: the first request that holds `marker` reaches the server, and the
 * client's connection breaks before anything comes back. So its COMMIT is carried out, and the client can't know.
 */
export async function losingAnswerTo(marker: string, url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let lost = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => undefined);
    }
    upstream.on('data', (bytes) => client.writable && client.write(bytes));
    upstream.on('close', () => client.destroy());
    client.on('close', () => setTimeout(() => upstream.destroy(), SERVER_TIME_MS));
    client.on('data', (bytes) => {
      upstream.write(bytes);
      if (lost || !bytes.includes(marker)) return;
      lost = true;
      upstream.removeAllListeners('data');
      upstream.resume();
      // The rest of the pipelined request is on its way as well.
      setTimeout(() => client.destroy(), 50);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    isLost: () => lost,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
