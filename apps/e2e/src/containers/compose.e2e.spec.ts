import { describeContainers } from './run-containers.js';

await describeContainers(50, 'by turns');
