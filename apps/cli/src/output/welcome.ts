import colours from 'picocolors';
import type { DataFolder } from '../system/data-folder.js';
import { readSecrets } from '../system/secrets.js';
import type { Connections } from '../system/state-file.js';

/** What a person needs next: where everything is, who they may be, and three commands to try. */
export function printWelcome(folder: DataFolder, connections: Connections): void {
  const line = (name: string, value: string): void => console.log(`  ${colours.bold(name.padEnd(20))} ${value}`);
  console.log('');
  const { gatewayUrl, stepFunctionsUrl, busUrl } = connections;
  if (gatewayUrl !== undefined) {
    line('gateway', colours.cyan(gatewayUrl));
    line('API description', colours.cyan(`${gatewayUrl}/docs`));
  }
  if (stepFunctionsUrl !== undefined) line('Step Functions API', colours.cyan(stepFunctionsUrl));
  if (busUrl !== undefined) line('event bus', colours.cyan(busUrl));
  line('Kafka', connections.kafkaBrokers);
  line('PostgreSQL', new URL(connections.adminDatabaseUrl).host);
  line('data and logs', folder.root);
  const credentials = readSecrets(folder)?.credentials;
  if (credentials) {
    console.log('\n  Development credentials (bearer tokens for the gateway; `counterpoint credentials` prints them again)');
    line('customer', credentials.customerToken);
    line('other customer', credentials.otherCustomerToken);
    line('approver', credentials.approverToken);
    line('operator', credentials.operatorToken);
    line('AWS access key id', credentials.accessKeyId);
    line('AWS secret key', credentials.secretAccessKey);
  }
  console.log('\n  Next');
  for (const command of ['order place --style choreography --item WIDGET --watch', 'kill payment', 'order list'])
    console.log(`    npx counterpoint ${command}`);
  console.log('');
}
