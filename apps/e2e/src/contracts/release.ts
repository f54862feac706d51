import fs from 'node:fs';
import { BASELINE_FILE, OPENAPI_BASELINE_FILE, OPENAPI_FILE, today } from './baseline.js';

// Makes today's contracts the promise that later changes are held against: run when a release is made, and committed with it.
fs.writeFileSync(BASELINE_FILE, `${JSON.stringify(today(), undefined, 2)}\n`);
fs.copyFileSync(OPENAPI_FILE, OPENAPI_BASELINE_FILE);
console.log(`wrote ${BASELINE_FILE} and ${OPENAPI_BASELINE_FILE}`);
