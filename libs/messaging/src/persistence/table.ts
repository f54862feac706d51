import type { DataSource, EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { QueryConfig } from 'pg';
import type { EntityClass, Key } from '../operation/operation.js';

type Row = Record<string, unknown>;
interface Column {
  readonly property: string;
  readonly name: string;
  readonly type: string;
  readonly decode: ((value: unknown) => unknown) | undefined;
  readonly encode: ((value: unknown) => unknown) | undefined;
  /** SQL for a value that the row leaves out. */
  readonly fallback: string | undefined;
}

/**
 * Set-based SQL of one entity, derived from TypeORM's metadata: load and lock many rows, insert many, update many, one
 * statement each. Rows go in as one JSON parameter, because `json_to_recordset` takes every column type (jsonb, arrays,
 * timestamps, bigint, uuid) from its JSON form, and one `JSON.stringify` costs less than building array literals.
 */
export class Table {
  readonly name: string;
  private readonly columns: readonly Column[];
  private readonly keys: readonly Column[];
  private readonly decoded: readonly Column[];
  private readonly loadText: string;
  private readonly insertText: string;
  private readonly updateText: string | undefined;

  constructor(metadata: EntityMetadata, source: DataSource) {
    this.name = metadata.tablePath;
    this.columns = metadata.columns.filter(isStored).map((column) => describe(column, source));
    this.keys = metadata.primaryColumns.map((primary) => this.columns.find((column) => column.name === primary.databaseName)!);
    if (this.keys.length === 0 || this.keys.includes(undefined as never)) {
      throw new Error(`${metadata.name}: the primary key must be given by the operation, not generated`);
    }
    this.decoded = this.columns.filter((column) => column.decode !== undefined);
    this.loadText = this.loadSql();
    this.insertText = this.insertSql();
    this.updateText = this.updateSql();
  }

  keyOf(row: object): Key {
    const values = row as Row;
    if (this.keys.length === 1) return String(values[this.keys[0]!.property]);
    return this.keys.map((column) => String(values[column.property])).join('/');
  }

  /** A key as PostgreSQL prints it, so that it can be compared with `keyOf`. */
  normalise(key: Key): Key {
    if (!this.keys.some((column) => column.type === 'uuid')) return key;
    if (this.keys.length === 1) return key.toLowerCase();
    const parts = this.splitKeys([key]).map(([part]) => part!);
    return parts.map((part, index) => (this.keys[index]!.type === 'uuid' ? part.toLowerCase() : part)).join('/');
  }

  /** Locks and reads the rows that exist, in key order. `keys` holds no key twice. */
  load(keys: readonly Key[]): QueryConfig {
    const name = `load ${this.name}`;
    if (this.keys.length === 1) return { name, text: this.loadText, values: [keys] };
    return { name, text: this.loadText, values: this.splitKeys(keys) };
  }

  /** Plain insert: a row that appeared since it was looked for is a unique violation, and the batch is decided again. */
  insert(rows: readonly object[]): QueryConfig {
    return { name: `insert ${this.name}`, text: this.insertText, values: [this.encode(rows)] };
  }

  /** Updates rows that were loaded and locked. Undefined for a table that is all key. */
  update(rows: readonly object[]): QueryConfig | undefined {
    return this.updateText === undefined
      ? undefined
      : { name: `update ${this.name}`, text: this.updateText, values: [this.encode(rows)] };
  }

  /** Turns the driver's row into the entity's: transformers, and the types that TypeORM presents in its own way. */
  decode(row: Row): Row {
    for (const column of this.decoded) row[column.property] = column.decode!(row[column.property]);
    return row;
  }

  private encode(rows: readonly object[]): string {
    return JSON.stringify(
      rows.map((row) => {
        const encoded: Row = {};
        for (const column of this.columns) {
          const value = (row as Row)[column.property];
          encoded[column.name] = column.encode === undefined || value === undefined ? value : column.encode(value);
        }
        return encoded;
      }),
    );
  }

  /** The first columns of a composite key must not contain the separator; the last one may. */
  private splitKeys(keys: readonly Key[]): string[][] {
    const parts: string[][] = this.keys.map(() => []);
    for (const key of keys) {
      let rest = key;
      for (let index = 0; index < parts.length; index++) {
        const end = index === parts.length - 1 ? -1 : rest.indexOf('/');
        parts[index]!.push(end < 0 ? rest : rest.slice(0, end));
        rest = end < 0 ? '' : rest.slice(end + 1);
      }
    }
    return parts;
  }

  private loadSql(): string {
    const list = this.columns.map((column) => `t.${quote(column.name)} as ${quote(column.property)}`).join(', ');
    const order = this.keys.map((column) => `t.${quote(column.name)}`).join(', ');
    if (this.keys.length === 1) {
      const key = this.keys[0]!;
      return `select ${list} from ${table(this.name)} t where t.${quote(key.name)} = any($1::${key.type}[]) order by ${order} for update`;
    }
    const arrays = this.keys.map((column, index) => `$${index + 1}::${column.type}[]`).join(', ');
    const names = this.keys.map((column) => quote(column.name)).join(', ');
    const same = this.keys.map((column) => `t.${quote(column.name)} = k.${quote(column.name)}`).join(' and ');
    return `select ${list} from unnest(${arrays}) as k(${names}) join ${table(this.name)} t on ${same} order by ${order} for update of t`;
  }

  private recordset(): string {
    return `json_to_recordset($1::json) as x(${this.columns.map((column) => `${quote(column.name)} ${column.type}`).join(', ')})`;
  }

  private insertSql(): string {
    const names = this.columns.map((column) => quote(column.name)).join(', ');
    const values = this.columns.map((column) =>
      column.fallback === undefined ? `x.${quote(column.name)}` : `coalesce(x.${quote(column.name)}, ${column.fallback})`,
    );
    return `insert into ${table(this.name)} (${names}) select ${values.join(', ')} from ${this.recordset()}`;
  }

  private updateSql(): string | undefined {
    const changeable = this.columns.filter((column) => !this.keys.includes(column));
    if (changeable.length === 0) return undefined;
    const sets = changeable.map((column) => `${quote(column.name)} = x.${quote(column.name)}`).join(', ');
    const same = this.keys.map((column) => `t.${quote(column.name)} = x.${quote(column.name)}`).join(' and ');
    return `update ${table(this.name)} t set ${sets} from ${this.recordset()} where ${same}`;
  }
}

/** The tables of a service, by entity class. */
export class Tables {
  private readonly tables = new Map<EntityClass, Table>();

  constructor(private readonly source: DataSource) {}

  of(entity: EntityClass): Table {
    let found = this.tables.get(entity);
    if (!found) {
      found = new Table(this.source.getMetadata(entity as never), this.source);
      this.tables.set(entity, found);
    }
    return found;
  }
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const table = (path: string): string => path.split('.').map(quote).join('.');
/** Columns that the database computes or numbers are its own. */
const isStored = (column: ColumnMetadata): boolean =>
  !column.isGenerated && column.generatedType === undefined && !column.isVirtual;

function describe(column: ColumnMetadata, source: DataSource): Column {
  if (column.embeddedMetadata || column.relationMetadata) {
    throw new Error(`${column.entityMetadata.name}.${column.propertyPath}: rows of an operation have plain columns only`);
  }
  const transformers = [column.transformer ?? []].flat();
  const type = typeOf(column, source);
  const presents = ['date', 'time', 'time without time zone', 'time with time zone'].includes(type);
  const decode =
    transformers.length > 0 || presents
      ? (value: unknown) => source.driver.prepareHydratedValue(value, column) as unknown
      : undefined;
  const raw = encoderOf(type);
  const encode =
    transformers.length === 0
      ? raw
      : (value: unknown) => {
          const given = transformers.reduceRight((result: unknown, transformer) => transformer.to(result) as unknown, value);
          return raw && given !== null ? raw(given) : given;
        };
  return { property: column.propertyName, name: column.databaseName, type, decode, encode, fallback: fallbackOf(column) };
}

function typeOf(column: ColumnMetadata, source: DataSource): string {
  const base =
    column.type === 'enum' || column.type === 'simple-enum'
      ? quote(column.enumName ?? `${column.entityMetadata.tableName}_${column.databaseName}_enum`)
      : source.driver.normalizeType(column);
  return column.isArray ? `${base}[]` : base;
}

/** Values whose JSON form is not what PostgreSQL reads. */
function encoderOf(type: string): ((value: unknown) => unknown) | undefined {
  if (type === 'bytea') return (value) => (Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value);
  if (type === 'bigint' || type === 'numeric') return (value) => (typeof value === 'bigint' ? value.toString() : value);
  return undefined;
}

function fallbackOf(column: ColumnMetadata): string | undefined {
  if (column.isCreateDate || column.isUpdateDate) return 'now()';
  const given: unknown = column.default;
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'function') return String((given as () => unknown)());
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  return `'${text.replaceAll("'", "''")}'`;
}
