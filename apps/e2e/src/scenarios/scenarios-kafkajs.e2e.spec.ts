import { describe } from '@jest/globals';
import { describeScenarios } from './run-scenarios.js';

describe('scenarios on kafkajs', () => {
  describeScenarios('kafkajs');
});
