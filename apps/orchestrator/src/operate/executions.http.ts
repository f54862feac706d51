import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, ListExecutionsQuery } from '@counterpoint/contracts';
import { problem, Roles } from '@counterpoint/platform';
import { shownEvent } from '../api/history-events.js';
import { EngineProvider } from '../engine.provider.js';
import { decodeChunks } from '../store/history-codec.js';
import { executionById, listExecutions, type FoundExecution } from '../store/sql/find-execution.js';
import { historiesOf } from '../store/sql/load-executions.js';
import { decodeCursor, encodeCursor } from './cursor.js';

const Id = z.uuid();

/** Executions for people who operate them: by id, across state machines, without Signature Version 4. */
@Controller('executions')
@Roles('operator')
export class ExecutionsHttp {
  constructor(private readonly engine: EngineProvider) {}

  @Get()
  async list(@Query({ schema: ListExecutionsQuery }) query: ListExecutionsQuery) {
    const limit = query.limit ?? DEFAULT_PAGE_SIZE;
    const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const machine = query.stateMachine === undefined ? undefined : await this.engine.store.find(query.stateMachine);
    if (query.stateMachine !== undefined && machine === undefined) return { items: [], nextCursor: null };
    const found = await listExecutions(this.engine.reads, {
      machineId: machine?.machine.id,
      status: query.status,
      before,
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const nextCursor = found.length > limit && last ? encodeCursor([last.startedAt.getTime(), last.id]) : null;
    return { items: items.map(summary), nextCursor };
  }

  @Get(':id')
  async show(@Param('id', { schema: Id }) id: string) {
    const found = await executionById(this.engine.reads, id);
    if (found === undefined) throw problem(404, 'execution-not-found', `There is no execution ${id}.`);
    const chunks = (await historiesOf(this.engine.reads, [id])).get(id) ?? [];
    const history = decodeChunks(found.input, chunks).map((event) => shownEvent(event, true));
    const definition = (await this.engine.store.revision(found.revisionId))?.definition ?? null;
    return { ...summary(found), definition, input: found.input, output: found.output, redriveCount: found.redriveCount, history };
  }
}

const summary = (found: FoundExecution) => ({
  id: found.id,
  name: found.name,
  stateMachine: found.machine,
  status: found.status,
  startedAt: found.startedAt.toISOString(),
  stoppedAt: found.stoppedAt?.toISOString() ?? null,
  error: found.error,
  cause: found.cause,
});
