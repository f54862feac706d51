// The table of environment variables in docs/operations.md, from the configuration that the services read.
import { COMMON_VARIABLES, REQUIRED_VARIABLES } from '@counterpoint/platform';
import { withParts } from '../lib/markers.mjs';

/** What each variable means; a variable without its line here is an error. */
const MEANING = {
  HTTP_PORT: 'port for HTTP; 0 takes a free one (the launcher assigns one)',
  HTTP_HOST: 'address to listen on',
  LOG_LEVEL: 'least severe line that is logged: `trace`, `debug`, `info`, `warn`, `error`, `fatal`, `silent`',
  KAFKA_CLIENT: 'Kafka client: `platformatic` or `kafkajs`',
  TOPIC_PREFIX: 'put before the name of every topic and group; several installations can share a broker',
  TOPIC_PARTITIONS: 'partitions of each topic, and shards of the orchestrator; fixed for an installation',
  STEP_TIMEOUT_SCALE: 'multiplies the step timeouts of both styles; tests shorten them',
  APPROVAL_DEADLINE_SECONDS: 'how long a person has to approve, in seconds',
  APPROVAL_LIMIT_MINOR: 'orders above this total need an approval, in cents',
  SEED_CATALOGUE: 'what a new installation has in stock, as JSON; without it `WIDGET`, `GADGET`, `RARE`, `SOLDOUT`',
  RATE_LIMIT_PER_SECOND: 'requests a second and token at the gateway; 0 turns the limit off',
  CLOCK_OFFSET_SECONDS: 'added to the clock, in seconds; for tests',
  CLOCK_SCALE: 'how much faster than the wall the clock runs; for tests',
  DATABASE_URL:
    "the service's own database; for the launcher: a role that may create roles and databases, in place of the embedded server",
  KAFKA_BROKERS: '`host:port`, separated by commas; for the launcher: brokers in place of its own',
  AUTH_SECRET: 'secret of the bearer tokens (HS256), the same for every service',
};
const url = (name) => `address of the service \`${name.replace(/_URL$/, '').toLowerCase()}\``;

export function generate() {
  const variables = [...Object.values(COMMON_VARIABLES), ...Object.values(REQUIRED_VARIABLES)];
  const lines = variables.map(({ name, schema }) => {
    const meaning = MEANING[name] ?? (name.endsWith('_URL') ? url(name) : undefined);
    if (meaning === undefined) throw new Error(`tools/generators/variables.mjs does not say what ${name} means`);
    return `| \`${name}\` | ${byDefault(schema)} | ${meaning} |`;
  });
  const table = ['| variable | default | meaning |', '|---|---|---|', ...lines].join('\n');
  return new Map([['docs/operations.md', withParts('docs/operations.md', { variables: table })]]);
}

function byDefault(schema) {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return 'required';
  if (typeof data === 'object') return 'see right';
  return data === '' ? 'empty' : `\`${data}\``;
}
