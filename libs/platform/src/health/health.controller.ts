import { Controller, Get } from '@nestjs/common';
import { Public } from '../auth/decorators.js';
import { problem } from '../problem/problem.js';
import { HealthRegistry, type Health } from './health-registry.js';

@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthRegistry) {}

  /** The process runs and answers. */
  @Get('live')
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  /** Everything that the service needs works: 200, else a problem (503) that names the part that does not. */
  @Get('ready')
  async ready(): Promise<Health> {
    const health = await this.health.check();
    if (health.status === 'ready') return health;
    const broken = Object.entries(health.checks).filter(([, outcome]) => outcome !== 'ok');
    const detail = `Not ready: ${broken.map(([name, outcome]) => `${name}: ${outcome}`).join('; ')}.`;
    throw problem(503, 'unavailable', detail, { headers: { 'retry-after': '1' }, more: { checks: health.checks } });
  }
}
