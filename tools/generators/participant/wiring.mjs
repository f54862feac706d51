// The places outside the new service that have to know it. Each is a line put before a line that is there; when that line is
// not found once, the place is left alone and named in the output.
const STEP_TIMEOUT_SECONDS = 30;

/** `[{file, before, line}]`: `line` goes before the one match of `before`, with the white space that `before` begins with. */
export function wiringOf({ name, property, constant, database, stepProperty }) {
  const inList = (file, list, next, text = `'${name}', `) => ({
    file,
    before: new RegExp(`(?<=${list} = \\[[^\\]]*)'${next}'`),
    line: text,
  });
  const quotedLine = `\n  '${database}',`;
  return [
    inList('libs/contracts/src/message.ts', 'SERVICES', 'orchestrator'),
    {
      file: 'libs/contracts/src/catalogue.ts',
      before: /import \* as orchestrator /,
      line: `import * as ${property} from './messages/${name}.js';\n`,
    },
    { file: 'libs/contracts/src/catalogue.ts', before: /(?<=\n {2}\[[^\]]*)orchestrator\]/, line: `${property}, ` },
    {
      file: 'libs/contracts/src/index.ts',
      before: /export \* from '.\/messages\/orchestrator.js';/,
      line: `export * from './messages/${name}.js';\n`,
    },
    {
      file: 'libs/contracts/src/timeouts.ts',
      before: /\n {2}compensation: /,
      line: `\n  ${stepProperty}: ${STEP_TIMEOUT_SECONDS},`,
    },
    inList('libs/contracts/src/http/operations.ts', 'PARKING_SERVICES', 'gateway'),
    {
      file: 'libs/platform/src/config/variables.ts',
      before: /\n {2}orchestratorUrl: /,
      line: `\n  ${property}Url: variable('${constant}_URL', url(), example('http://127.0.0.1:3105')),`,
    },
    { file: 'apps/gateway/src/gateway.module.ts', before: /\n {2}'orchestratorUrl',/, line: `\n  '${property}Url',` },
    {
      file: 'apps/gateway/src/proxy/upstream.ts',
      before: /(?<=export type ServiceAddress = [^;]*)'orchestratorUrl'/,
      line: `'${property}Url' | `,
    },
    {
      file: 'apps/gateway/src/proxy/upstream.ts',
      before: /(?<=export type UpstreamName = [^;]*)'orchestrator'/,
      line: `'${name}' | `,
    },
    {
      file: 'apps/gateway/src/proxy/upstream.ts',
      before: /\n {6}orchestrator: pool\(/,
      line: `\n      ${/^\w+$/.test(name) ? name : `'${name}'`}: pool(config.${property}Url),`,
    },
    {
      file: 'apps/gateway/test/gateway.ts',
      before: /\n {8}ORCHESTRATOR_URL: /,
      line: `\n        ${constant}_URL: 'http://127.0.0.1:1',`,
    },
    {
      file: 'apps/cli/src/system/services.ts',
      before: /\n {2}service\('orchestrator'/,
      line: `\n  service('${name}', { database: '${database}' }),`,
    },
    { file: 'apps/checker/src/evidence/sources.ts', before: /\n {2}'provider',/, line: quotedLine },
    { file: 'apps/checker/src/evidence/leftovers.ts', before: /\n {2}'gateway',/, line: quotedLine },
    {
      file: 'apps/checker/src/evidence/leftovers.ts',
      before: /\n {2}\};\n {2}const messages =/,
      line: `\n    ${/^\w+$/.test(name) ? name : `'${name}'`}: '${database}',`,
    },
    inList('apps/e2e/src/crash/killer.ts', 'SERVICES', 'orchestrator'),
    { file: 'apps/order/test/silhouette.unit.spec.ts', before: /(?<=PARTICIPANTS = \[[^\]]*)\] as const/, line: `, '${name}'` },
    {
      file: 'apps/order/test/silhouette.unit.spec.ts',
      before: /(?<=describe\.each\(\['payment', [^\]]*)\]\)\('the two voices/,
      line: `, '${name}'`,
    },
  ];
}

/** Puts every line in its place; resolves to the files where it found no place. */
export function wire(tree, edits) {
  const missed = [];
  for (const { file, before, line } of edits) {
    const text = tree.exists(file) ? tree.read(file, 'utf8') : '';
    const places = [...text.matchAll(new RegExp(before.source, 'g'))];
    if (places.length !== 1) missed.push({ file, line: line.trim() });
    else tree.write(file, `${text.slice(0, places[0].index)}${line}${text.slice(places[0].index)}`);
  }
  return missed;
}
