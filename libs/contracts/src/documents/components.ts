import { z } from 'zod';
import { Reason, ShippingAddress, OrderItem, OrderSnapshot } from '../order-snapshot.js';
import * as operations from '../http/operations.js';
import * as orders from '../http/orders.js';

/** Schemas that the documents show under a name of their own; everything else is written where it is used. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Order: orders.OrderView,
  OrderPage: orders.OrderPage,
  PlaceOrderRequest: orders.PlaceOrderRequest,
  Timeline: orders.Timeline,
  TimelineEntry: orders.TimelineEntry,
  CancelOrderResponse: orders.CancelOrderResponse,
  Approval: orders.ApprovalView,
  ApprovalPage: orders.ApprovalPage,
  DecideApprovalRequest: orders.DecideApprovalRequest,
  DiscardParkedRequest: operations.DiscardParkedRequest,
  Problem: orders.Problem,
  OrderSnapshot,
  OrderItem,
  ShippingAddress,
  Reason,
};

export type JsonSchema = { [member: string]: unknown };
const PREFIX = '#/components/schemas/';

/** Turns zod schemas into JSON Schema 2020-12 and gathers those with a name as components of one document. */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};
  private readonly names = new Map<z.ZodType, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]));

  /** The JSON schema of what is sent (`input`) or received; a reference for a schema that has a name. */
  schemaOf(schema: z.ZodType, direction: 'input' | 'output'): JsonSchema {
    const name = this.names.get(schema);
    if (schema.def.type === 'lazy') return {};
    if (name === undefined) return this.convert(schema, direction);
    if (this.schemas[name] === undefined) {
      // Reserved first, so that the order of components is the order of first use.
      this.schemas[name] = {};
      this.schemas[name] = this.convert(schema, direction);
    }
    return { $ref: `${PREFIX}${name}` };
  }

  private convert(schema: z.ZodType, direction: 'input' | 'output'): JsonSchema {
    const {
      $schema: _,
      $defs: __,
      ...converted
    } = z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      io: direction,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        const inner = zodSchema as unknown as z.ZodType;
        const named = inner !== schema && this.names.has(inner);
        if (named) for (const member of Object.keys(jsonSchema)) delete jsonSchema[member];
        if (named) Object.assign(jsonSchema, this.schemaOf(inner, direction));
        else simplify(jsonSchema);
      },
    });
    return withoutDefinitions(converted);
  }
}

/** Only any JSON value (`z.json()`, lazy) is recursive here, for which zod makes definitions; the empty schema says the same. */
function withoutDefinitions(schema: JsonSchema): JsonSchema {
  const isDefinition = (value: unknown) =>
    typeof value === 'object' && value !== null && '$ref' in value && /^#\/\$defs\//.test(String(value.$ref));
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => (isDefinition(value) ? {} : value)) as JsonSchema;
}

/** Leaves out what only repeats what a format or a type says already. */
function simplify(schema: JsonSchema): void {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (JSON.stringify(schema.propertyNames) === '{"type":"string"}') delete schema.propertyNames;
}
