import type { Logger } from '@counterpoint/platform';
import { INITIAL_REVISION, type MachineStore } from '../store/machine-store.js';

/** The sagas of the house run under no role of anybody's account. */
const HOUSE_ROLE = 'arn:aws:iam::000000000000:role/counterpoint';

/** Makes sure that the machine exists and runs this definition; a changed one becomes a new, published version. Safe on several nodes at once. */
export async function registerMachine(store: MachineStore, name: string, definition: string, logger: Logger): Promise<void> {
  await store.change(async (manager) => {
    const content = { definition, roleArn: HOUSE_ROLE, configuration: {} };
    const created = await store.create(name, 'STANDARD', content, manager);
    const current = created ?? (await store.find(name, manager, true));
    if (current === undefined || (created === undefined && current.revision.definition === definition)) return;
    const revision = created?.revision ?? (await store.revise(current.machine, content, store.newRevisionName(), manager));
    const { version } = await store.publish(
      current.machine,
      revision.id,
      revision.revisionName === INITIAL_REVISION ? 'First version' : 'Definition changed',
      manager,
    );
    logger.info({ machine: name, version }, `registered version ${version} of ${name}`);
  });
}
