import { z } from 'zod';
import { ACCESS_ROLES } from './api/access.js';

const AccessKeys = z.array(
  z.strictObject({
    accessKeyId: z.string().min(1).max(128),
    secretAccessKey: z.string().min(16).max(256),
    role: z.enum(ACCESS_ROLES),
  }),
);

const Variables = z.object({
  /** Access keys of the installation, as JSON; more are in the table `access_key`. */
  SFN_ACCESS_KEYS: z
    .string()
    .default('[]')
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('SFN_ACCESS_KEYS is no JSON');
        return z.NEVER;
      }
    })
    .pipe(AccessKeys),
  /** Region and account in the ARNs that we give out. */
  SFN_REGION: z.string().regex(/^[a-z0-9-]{1,32}$/).default('us-east-1'),
  SFN_ACCOUNT: z.string().regex(/^\d{12}$/).default('000000000000'),
  /** Name of this process for static membership of the consumer group. */
  KAFKA_INSTANCE_ID: z.string().max(120).optional(),
  /** Executions in memory above which idle ones become dormant. */
  ENGINE_MAX_RESIDENTS: z.coerce.number().int().min(100).default(20_000),
  /** After how many milliseconds of rest an execution becomes dormant. */
  ENGINE_IDLE_MS: z.coerce.number().int().min(0).default(60_000),
  /** What `http:invoke` may reach: hosts (`api.example.org`, `*.example.org`) or `host:port`, separated by commas. */
  HTTP_TASK_HOSTS: z.string().default(''),
  /** Secret headers of HTTP connections by reference, as JSON: `{"<ConnectionArn>": {"authorization": "..."}}`. */
  HTTP_CONNECTIONS: z.string().default('{}').transform((text) => JSON.parse(text) as unknown).pipe(z.record(z.string(), z.record(z.string(), z.string()))),
  /** Function ARN or name to an HTTP endpoint or activity, as JSON: `{"arn:aws:lambda:...": "http://..." | "activity:name"}`. */
  FUNCTION_MAP: z.string().default('{}').transform((text) => JSON.parse(text) as unknown).pipe(z.record(z.string(), z.string())),
  /** Where Map Runs read items and write results: `file:///folder` with buckets as folders, or the URL of S3 or the like. */
  OBJECT_STORAGE_URL: z.string().regex(/^(file:\/\/\/|https?:\/\/|$)/).default(''),
  OBJECT_STORAGE_REGION: z.string().regex(/^[a-z0-9-]{1,32}$/).default('us-east-1'),
  OBJECT_STORAGE_ACCESS_KEY_ID: z.string().default(''),
  OBJECT_STORAGE_SECRET_ACCESS_KEY: z.string().default(''),
}); // prettier-ignore
export type EngineConfig = z.infer<typeof Variables>;

/** The engine's own variables. @throws Error that names what is wrong */
export function engineConfig(environment: NodeJS.ProcessEnv = process.env): EngineConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = Variables.safeParse(given);
  if (!result.success) throw new Error(`The orchestrator can't start. ${z.prettifyError(result.error)}`);
  return result.data;
}
