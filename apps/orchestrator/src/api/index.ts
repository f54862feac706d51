import type { Logger } from '@counterpoint/platform';
import type { Pool } from 'pg';
import type { ArnScope } from '../arn.js';
import type { Activities } from '../engine/activities.js';
import type { MapRuns } from '../engine/map-runs.js';
import type { EngineNode } from '../engine/node.js';
import type { MachineStore } from '../store/machine-store.js';
import { Tags } from '../store/tags.js';
import { ActivityActionsHandler } from './activities.js';
import { CatalogueActionsHandler } from './catalogue.js';
import { Deletions } from './deletions.js';
import { ExecutionActionsHandler } from './executions.js';
import { ExpressActionsHandler } from './express.js';
import type { Handlers } from './handlers.js';
import { MachineActionsHandler } from './machines.js';
import { MapRunActionsHandler } from './map-runs.js';
import { Pages } from './pages.js';
import type { StartTargets } from './start-targets.js';
import { TagActionsHandler } from './tagging.js';
import { TestStateHandler } from './test-state.js';
import { VersionActionsHandler } from './versions.js';

export interface ApiParts {
  readonly pool: Pool;
  readonly node: EngineNode;
  readonly store: MachineStore;
  readonly activities: Activities;
  readonly mapRuns: MapRuns;
  readonly targets: StartTargets;
  readonly scope: ArnScope;
  /** Signs page tokens; the same on every node. */
  readonly secret: Buffer;
  readonly logger: Logger;
}

/** Every action of the API, from the areas' handlers. */
export function apiHandlers(parts: ApiParts): Handlers {
  const { pool, node, store, activities, targets, scope } = parts;
  const pages = new Pages(parts.secret);
  const tags = new Tags(pool);
  const express = new ExpressActionsHandler(node, targets, scope);
  const deletions = new Deletions(pool, parts.logger);
  setInterval(() => void deletions.sweep(), 60_000).unref();
  return {
    ...new MachineActionsHandler(store, node.machines, tags, scope, () => void deletions.sweep()),
    ...new VersionActionsHandler(store, pages, scope),
    ...new CatalogueActionsHandler(pool, pages, scope),
    ...new ExecutionActionsHandler(pool, node, store, targets, express, pages, scope),
    ...new ActivityActionsHandler(pool, node, activities, tags, pages, scope),
    ...new MapRunActionsHandler(pool, parts.mapRuns, pages, scope),
    ...new TagActionsHandler(pool, tags),
    ...new TestStateHandler(scope),
    ...express,
  };
}
