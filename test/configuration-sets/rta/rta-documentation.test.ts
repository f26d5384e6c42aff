import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRtaConfiguration } from '../../../src/configuration-sets/rta/read-rta-configuration.ts';
import { RTA_CODES } from '../../../src/configuration-sets/rta/rta-codes.ts';

const text = readFileSync('docs/rta-configuration.md', 'utf8');

describe('docs/rta-configuration.md', () => {
  it('lists every code with its meaning', () => {
    const missing = Object.entries(RTA_CODES)
      .map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
      .filter((row) => !text.includes(row));
    expect(missing).toEqual([]);
  });

  it('shows a document that is accepted without a warning', () => {
    const [, example = ''] = /```json\n(.*?)```/s.exec(text) ?? [];
    const { content, warnings } = readRtaConfiguration(example, { strict: true });
    expect(warnings).toEqual([]);
    expect(content.applications[0]?.parameters[0]?.identifier).toBe('pressure:demo');
  });
});
