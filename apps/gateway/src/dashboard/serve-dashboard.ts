import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BEING_BUILT_PAGE } from './being-built.js';

/** The built dashboard, beside this app in the checkout and in the image. */
const DASHBOARD = path.resolve(import.meta.dirname, '../../../dashboard/dist');
/** Pages of the dashboard; which one is shown is decided in the browser. The API's own paths stay the API's. */
const PAGES = ['/', '/ui', '/ui/*'] as const;
/** Scripts, styles and fonts. Their names hold a hash of their content, so a browser may keep them for ever. */
const ASSETS = '/assets';

/** Paths that need no token: files that are the same for everybody. What they show is asked of the API, with a token. */
export const DASHBOARD_PATHS = ['/ui', ASSETS] as const;

/** Whether an address is one of the dashboard's pages or files. */
export const isDashboard = (url: string): boolean => /^\/(?:[?#]|$)|^\/(?:ui|assets)(?:[/?#]|$)/.test(url);

/** Serves the dashboard at `/`; until it is built, a page that says so and looks again. */
export function serveDashboard(app: NestFastifyApplication, folder = DASHBOARD): void {
  app.useStaticAssets({
    root: path.join(folder, 'assets'),
    prefix: `${ASSETS}/`,
    decorateReply: false,
    index: false,
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
  });
  const server = app.getHttpAdapter().getInstance();
  for (const url of PAGES) {
    server.get(url, { config: { public: true } }, async (_request, reply) => {
      const page = await readFile(path.join(folder, 'index.html'), 'utf8').catch(() => BEING_BUILT_PAGE);
      return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
    });
  }
}
