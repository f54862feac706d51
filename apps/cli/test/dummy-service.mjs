// A service in twenty lines: ready when its own database answers, ends in good order, obeys nothing else.
import http from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', () => undefined);
const server = http.createServer((request, response) => {
  pool.query('select current_user, current_database()').then(
    ({ rows }) => response.writeHead(200).end(JSON.stringify({ ...rows[0], greeting: process.env.GREETING })),
    () => response.writeHead(503).end(),
  );
});
server.listen(Number(process.env.HTTP_PORT), process.env.HTTP_HOST, () => console.log(`dummy listens, pid ${process.pid}`));
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void pool.end().then(() => process.exit(0));
});
