import { describe } from '@jest/globals';
import { describeKills } from './run-kills.js';

/** Orders per style. */
const ORDERS = 200;

describe('kill -9 of each service at random', () => {
  describeKills('platformatic', ORDERS);
});
