/** The words of the core: everything that crosses its boundary is one of these types. */
export * from './model/json.js';
export * from './model/quotas.js';
export * from './model/history.js';
export * from './model/snapshot.js';
export * from './model/stimulus.js';
export * from './model/effect.js';
