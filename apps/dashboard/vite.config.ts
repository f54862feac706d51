import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

/** Libraries come from their sources, as everywhere in the workspace; a gateway on this machine answers the API. */
const GATEWAY = process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:3000';
const API = ['/orders', '/catalogue', '/approvals', '/executions', '/state-machines', '/operations', '/health'];

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@counterpoint/source', 'module', 'browser', 'development|production'] },
  build: {
    target: 'es2023',
    // Data in place of files would need more in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    // A dashboard that is served while it is built again stays whole: the page is replaced last.
    emptyOutDir: false,
  },
  server: { proxy: Object.fromEntries(API.map((path) => [path, GATEWAY])) },
});
