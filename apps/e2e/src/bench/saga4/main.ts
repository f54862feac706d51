import 'reflect-metadata';
import { KafkaTransport } from '@counterpoint/messaging';
import { bootstrap } from '@counterpoint/platform';
import { Participants } from './participants.js';

const service = process.env['COUNTERPOINT_SERVICE'] ?? 'saga4-all';
await bootstrap(Participants.of(service), {
  service,
  needs: ['databaseUrl', 'kafkaBrokers'],
  transport: (app) => app.get(KafkaTransport),
});
