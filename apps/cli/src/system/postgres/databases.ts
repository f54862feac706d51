import pg from 'pg';

/** A service's own database, with a role of the same name that owns it and can reach no other. */
export interface DatabasePlan {
  readonly name: string;
  readonly password: string;
}

const quoted = pg.escapeIdentifier;

/**
 * Makes the roles and databases that are missing and sets the roles' passwords; what exists keeps its data.
 * @param adminUrl a role that may create roles and databases
 * @returns the databases that were made
 */
export async function ensureDatabases(adminUrl: string, plans: readonly DatabasePlan[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const roles = await names(client, 'select rolname as name from pg_roles');
    const databases = await names(client, 'select datname as name from pg_database');
    for (const { name, password } of plans) {
      const verb = roles.has(name) ? 'alter' : 'create';
      await client.query(`${verb} role ${quoted(name)} login password ${pg.escapeLiteral(password)}`);
    }
    const missing = plans.filter(({ name }) => !databases.has(name));
    for (const { name } of missing) {
      await client.query(`grant ${quoted(name)} to current_user`);
      await client.query(`create database ${quoted(name)} owner ${quoted(name)}`);
      await client.query(`revoke connect, temporary on database ${quoted(name)} from public`);
    }
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function names(client: pg.Client, query: string): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(query);
  return new Set(rows.map(({ name }) => name));
}

/** The same server, another database and role. */
export function databaseUrl(adminUrl: string, { name, password }: DatabasePlan): string {
  const url = new URL(adminUrl);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return url.href;
}
