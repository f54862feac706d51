import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Principal, Role } from './tokens.js';

export const ROLES_METADATA = 'counterpoint:roles';
export const PUBLIC_METADATA = 'counterpoint:public';

/** What our hooks add to a Fastify request. */
export interface AuthenticatedRequest {
  principal?: Principal;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Whoever calls needs one of these roles (an admin has them all); on a method or on a whole controller. */
export const Roles = (...roles: readonly Role[]) => SetMetadata(ROLES_METADATA, roles);

/**
 * Needs no token; on a method or on a whole controller. The route is marked for Fastify too, because authentication
 * happens there, before a body is read.
 */
export function Public(): ClassDecorator & MethodDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const mark = (method: object) => {
      RouteConfig({ public: true })(method as never, undefined as never, { value: method } as never);
    };
    SetMetadata(PUBLIC_METADATA, true)(target as never, key as never, descriptor as never);
    if (descriptor !== undefined) return mark(descriptor.value as object);
    const { prototype } = target as { prototype: object };
    for (const member of Object.values(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof member.value === 'function' && member.value !== target) mark(member.value as object);
    }
  };
}

/** The caller: `@CurrentPrincipal() principal: Principal`. Only on routes that are not public. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (principal === undefined) throw new Error('CurrentPrincipal was used on a public route');
  return principal;
});
