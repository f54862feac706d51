import { openApiDocument } from '@counterpoint/contracts/documents';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** Paths that need no token: the page, its files, and the document. */
export const DOCS_PATHS = ['/docs', '/openapi.json'] as const;

/** Serves Swagger UI at `/docs` and the OpenAPI document, which is made of the contracts, at `/openapi.json`. */
export function serveDocs(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, openApiDocument() as unknown as OpenAPIObject, {
    customSiteTitle: 'Counterpoint API',
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, validatorUrl: null },
  });
}
