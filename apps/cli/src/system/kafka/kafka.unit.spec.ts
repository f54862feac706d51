import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { clusterId } from './broker.js';
import { containerPlan } from './container.js';
import { majorVersion } from './java.js';
import { jarsKey, kafkaVersion, POM } from './jars.js';

const pom = fs.readFileSync(POM, 'utf8');
const properties = fs.readFileSync(path.join(path.dirname(POM), 'server.properties'), 'utf8');

describe('the pinned broker', () => {
  it('is the version of the design, as jars and as a container', () => {
    expect(kafkaVersion()).toBe('4.3.1');
    expect(containerPlan('/data', 20_000).command.at(-1)).toBe('apache/kafka:4.3.1');
  });

  it('has a cache of its own for every text of the pom', () => {
    expect(jarsKey(pom)).toMatch(/^kafka-4\.3\.1-[0-9a-f]{12}$/);
    expect(jarsKey(pom)).toBe(jarsKey(pom));
    expect(jarsKey(`${pom} `)).not.toBe(jarsKey(pom));
  });

  it('listens on the loopback interface alone, and makes no topic by itself', () => {
    expect(properties.match(/^listeners=(.*)$/m)?.[1]).toBe(
      'PLAINTEXT://127.0.0.1:@PORT@,CONTROLLER://127.0.0.1:@CONTROLLER_PORT@',
    );
    expect(properties).toContain('auto.create.topics.enable=false');
    expect(containerPlan('/data', 20_000).command).toContain('127.0.0.1:20000:20000');
  });

  it('gets a cluster id that Kafka accepts: 22 characters, no leading dash', () => {
    for (let i = 0; i < 500; i += 1) expect(clusterId()).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  });

  it('keeps container, volume and cluster id of a data folder from start to start', () => {
    expect(containerPlan('/data', 20_000).command).toEqual(containerPlan('/data', 20_000).command);
    expect(containerPlan('/data', 20_000).container).not.toBe(containerPlan('/other', 20_000).container);
  });
});

describe('the version of Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "25" 2025-09-16 LTS', 25],
    ['java version "1.8.0_402"', 8],
    ['command not found', undefined],
  ])('%s', (answer, major) => expect(majorVersion(answer)).toBe(major));
});
