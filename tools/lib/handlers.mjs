// Which service reacts to which message, and with which operation: read from the handlers that the services declare.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import 'reflect-metadata';
import { ROOT } from './run.mjs';

const PATTERN = 'microservices:pattern';
/** The engine has no table of handlers: its intake switches on the commands that it reads. */
const ENGINE_INTAKE = 'apps/orchestrator/src/engine/intake.ts';

/** `[{service, style, message, method, operation}]`, in the order in which services and methods are written. */
export async function handlers() {
  const intake = fs.readFileSync(path.join(ROOT, ENGINE_INTAKE), 'utf8');
  const found = [...intake.matchAll(/case (\w+)\.name:/g)].map(([, message]) => ({
    service: 'orchestrator',
    style: 'orchestration',
    message,
    method: 'intake',
    operation: 'intake',
  }));
  for (const service of fs.readdirSync(path.join(ROOT, 'apps')).sort()) {
    for (const style of ['choreography', 'orchestration']) {
      const file = path.join(ROOT, 'apps', service, 'dist', `${service}.${style}.js`);
      if (!fs.existsSync(file)) continue;
      const module = await import(pathToFileURL(file).href);
      for (const controller of Object.values(module)) found.push(...handlersOf(controller, service, style));
    }
  }
  return found;
}

function handlersOf(controller, service, style) {
  if (typeof controller !== 'function') return [];
  return Object.getOwnPropertyNames(controller.prototype).flatMap((method) => {
    const handler = controller.prototype[method];
    const patterns = Reflect.getMetadata(PATTERN, handler) ?? [];
    // Asking a handler for its intent decides nothing: an intent is an operation and an input.
    return patterns.map((message) => ({
      service,
      style,
      message,
      method,
      operation: [handler.call({}, { order: {} })].flat()[0]?.operation.name,
    }));
  });
}
