// The bill of materials of what npm installed in the working directory, as CycloneDX 1.6 on standard output.
// (`npm sbom` refuses an installation of some workspaces only.)
import fs from 'node:fs';
import path from 'node:path';

const { packages } = JSON.parse(fs.readFileSync('node_modules/.package-lock.json', 'utf8'));
const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const NAME = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/;

const components = Object.entries(packages).flatMap(([place, entry]) => {
  const name = NAME.exec(place)?.[1];
  if (name === undefined || entry.link || !fs.existsSync(path.join(place, 'package.json'))) return [];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${entry.version}`;
  return {
    type: 'library',
    'bom-ref': `${purl}#${place}`,
    name,
    version: entry.version,
    purl,
    ...(entry.license ? { licenses: [{ expression: entry.license }] } : {}),
    ...(entry.integrity?.startsWith('sha512-')
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(entry.integrity.slice(7), 'base64').toString('hex') }] }
      : {}),
  };
});

const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'application', name: 'counterpoint', version } },
  components,
};
console.log(JSON.stringify(bill, undefined, 1));
