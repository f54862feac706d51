// The profile in which generated secrets may be used, and how a container says no.
export const DEVELOPMENT = 'development';
/** sysexits' EX_CONFIG. */
const EX_CONFIG = 78;

export function refuse(message) {
  console.error(message);
  process.exit(EX_CONFIG);
}
