export { exportPlain, type ExportResult } from './export-plain.js';
