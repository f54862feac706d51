// `npx nx g ./tools/generators:participant loyalty`: a new participant with the silhouette of the others.
// Nothing is written unless everything could be made; what can't be known is said at the end, not guessed.
import path from 'node:path';
import { generateFiles, readJson } from '@nx/devkit';
import { byHand } from './by-hand.mjs';
import { format } from './format.mjs';
import { namesOf } from './names.mjs';
import { wire, wiringOf } from './wiring.mjs';

const FILES = path.join(import.meta.dirname, 'files');
/** The participant whose dependencies the new one gets: it calls nothing outside. */
const SIBLING = 'apps/inventory/package.json';
const CONTRACTS = 'libs/contracts/src';

export default async function participant(tree, options) {
  const names = namesOf(options);
  assertNew(tree, names);
  const { version, dependencies } = readJson(tree, SIBLING);
  generateFiles(tree, path.join(FILES, 'app'), `apps/${names.name}`, {
    ...names,
    version,
    dependencies: JSON.stringify(dependencies, null, 2).replaceAll('\n', '\n  '),
  });
  generateFiles(tree, path.join(FILES, 'contracts'), `${CONTRACTS}/messages`, names);
  const missed = wire(tree, wiringOf(names));
  await format(tree);
  return () => console.log(byHand(names, missed));
}

/** @throws Error when the name, or that of a message, is taken, or when an event of the choreography does not exist */
function assertNew(tree, { name, after, undoOn, ...names }) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) throw new Error(`"${name}" is not a name such as loyalty or gift-card`);
  for (const place of [`apps/${name}`, `${CONTRACTS}/messages/${name}.ts`]) {
    if (tree.exists(place)) throw new Error(`${place} is there already`);
  }
  const known = tree
    .children(`${CONTRACTS}/messages`)
    .flatMap((file) => [
      ...tree.read(`${CONTRACTS}/messages/${file}`, 'utf8').matchAll(/export const (\w+) = (command|event)\(/g),
    ])
    .map(([, message, kind]) => ({ message, kind }));
  for (const part of ['command', 'compensation', 'success', 'failure', 'undone']) {
    if (known.some(({ message }) => message === names[part]))
      throw new Error(`there is a message ${names[part]} already: choose --${part}`);
  }
  for (const message of [after, ...undoOn.split(', ')]) {
    if (!known.some((it) => it.message === message && it.kind === 'event')) throw new Error(`there is no event ${message}`);
  }
}
