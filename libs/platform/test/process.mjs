// A service in a process of its own, for the spec of its signals and exits.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { bootstrap } from '../dist/index.js';

class ThingsModule {}
Module({})(ThingsModule);
await bootstrap(ThingsModule, { service: 'things', needs: ['authSecret'] });
process.on('message', (what) => {
  if (what === 'throw')
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
  if (what === 'reject') void Promise.reject(new Error('nobody awaits this'));
});
