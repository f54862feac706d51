// Prints who handles which message, as JSON.
import { build } from './build.mjs';

await build();
const { handlers } = await import('./lib/handlers.mjs');
console.log(JSON.stringify(await handlers(), null, 2));
