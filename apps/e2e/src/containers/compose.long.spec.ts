import { describeContainers } from './run-containers.js';

await describeContainers(500, 'every way');
