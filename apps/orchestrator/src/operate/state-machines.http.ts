import { Controller, Get } from '@nestjs/common';
import type { StateMachinePage } from '@counterpoint/contracts';
import { Roles } from '@counterpoint/platform';
import { EngineProvider } from '../engine.provider.js';

/** State machines for people who operate them, without Signature Version 4. */
@Controller('state-machines')
@Roles('operator')
export class StateMachinesHttp {
  constructor(private readonly engine: EngineProvider) {}

  @Get()
  async list(): Promise<StateMachinePage> {
    const machines = await this.engine.store.all();
    return {
      items: machines.map(({ machine, revision }) => ({
        name: machine.name,
        type: machine.type,
        definition: revision.definition,
        createdAt: machine.createdAt.toISOString(),
        updatedAt: revision.createdAt.toISOString(),
      })),
      nextCursor: null,
    };
  }
}
