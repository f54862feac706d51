/** Amazon States Language core: pure, deterministic, without I/O. */
export * from './model.js';
