export * from './eventually.js';
export * from './random.js';
export * from './fault-proxy.js';
export * from './builders/orders.js';
export * from './substrate/substrate.js';
export * from './substrate/database.js';
export * from './topics/topic-log.js';
export * from './topics/test-topics.js';
