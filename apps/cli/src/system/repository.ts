import path from 'node:path';

/** The root of the checkout; the command lives at `apps/cli/{src,dist}/system`. */
export const REPOSITORY = path.resolve(import.meta.dirname, '../../../..');

/** The Node that npm brought with the packages. */
export const PINNED_NODE = path.join(REPOSITORY, 'node_modules', 'node', 'bin', 'node');
