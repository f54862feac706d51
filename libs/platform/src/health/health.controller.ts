import { Controller, Get, Res } from '@nestjs/common';
import { Public } from '../auth/decorators.js';
import type { Reply } from '../problem/problem.filter.js';
import { HealthRegistry } from './health-registry.js';

@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthRegistry) {}

  /** The process runs and answers. */
  @Get('live')
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  /** Everything that the service needs works: 200, else 503 with the part that does not. */
  @Get('ready')
  async ready(@Res() reply: Reply): Promise<void> {
    const health = await this.health.check();
    reply
      .status(health.status === 'ready' ? 200 : 503)
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify(health));
  }
}
