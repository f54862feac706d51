import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { problem } from '../problem/problem.js';
import { PUBLIC_METADATA, ROLES_METADATA, type AuthenticatedRequest } from './decorators.js';
import { hasRole, type Role } from './tokens.js';

/** Lets an authenticated caller through who has a role that the handler asks for. Messages of the bus are not its business. */
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_METADATA, places)) return true;
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_METADATA, places);
    if (roles === undefined) return true;
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal !== undefined && hasRole(principal, ...roles)) return true;
    const challenge = 'Bearer realm="counterpoint", error="insufficient_scope"';
    throw problem(403, 'forbidden', `This needs a token with the role ${roles.join(' or ')}.`, {
      headers: { 'www-authenticate': challenge },
    });
  }
}
