import { bootstrap } from '@counterpoint/platform';
import { InventoryModule, INVENTORY_SERVICE } from './inventory.module.js';
await bootstrap(InventoryModule, INVENTORY_SERVICE);
