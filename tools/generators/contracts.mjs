// AsyncAPI of the messages and OpenAPI of the gateway, both from the contracts alone.
import { asyncApiDocument, openApiDocument } from '@counterpoint/contracts/documents';

const text = (document) => `${JSON.stringify(document, null, 2)}\n`;

export function generate() {
  return new Map([
    ['docs/generated/asyncapi.json', text(asyncApiDocument())],
    ['docs/generated/openapi.json', text(openApiDocument())],
  ]);
}
