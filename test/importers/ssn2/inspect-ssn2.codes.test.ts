import { describe, expect, it } from 'vitest';
import { SSN2_CODES, type Ssn2Code } from '../../../src/importers/ssn2/ssn2-codes.ts';
import { BLOCK_DAMAGES } from './block-damages.ts';
import type { Damage, Damages } from './damage.ts';
import {
  built,
  codes,
  copyOf,
  hasSamples,
  inspect,
  inspectError,
  samplePath,
} from './edit-ssn2.ts';
import { FILE_DAMAGES } from './file-damages.ts';
import { RECORD_DAMAGES } from './record-damages.ts';

// Typed so that a code without a test does not compile.
const DAMAGES: Damages = { ...FILE_DAMAGES, ...RECORD_DAMAGES, ...BLOCK_DAMAGES };

const pristine = built();
const BASES = [
  { base: 'a built recording', make: () => copyOf(pristine), skip: false },
  {
    base: 'a sample recording (skipped without ../shared/data/ssn2)',
    make: () => copyOf(samplePath('motorsport-lap-analysis.ssn2')),
    skip: !hasSamples,
  },
];

for (const { base, make, skip } of BASES) {
  describe.skipIf(skip)(`inspectSsn2 of ${base} with`, () => {
    for (const [code, damages] of Object.entries(DAMAGES) as [Ssn2Code, readonly Damage[]][]) {
      it.each(damages)(`$title reports ${code}`, async ({ edit, options, ends, blocks = 1 }) => {
        const path = make();
        edit(path);
        const classified = SSN2_CODES[code].class;
        const end = ends ?? (classified === 'stream' ? 'fatal' : classified);
        if (end === 'fatal') {
          const error = await inspectError(path, options);
          expect(error.code).toBe(code);
          expect(error.message).toMatch(/^test\.ssn2: .*\.$/s);
          expect(() => JSON.stringify(error.detail)).not.toThrow();
          return;
        }
        const recording = await inspect(path, options);
        expect(codes(recording)).toContain(code);
        const warning = recording.warnings.find((found) => found.code === code)!;
        expect(warning.message).toMatch(/^test\.ssn2: .*\.$/s);
        expect(() => JSON.stringify(recording.warnings)).not.toThrow();
        const left = recording.leftOut.blocks;
        if (end === 'warn') expect(left > 0).toBe(code === 'SSN2_CHANNEL_CLASH');
        else if (Number.isNaN(blocks)) expect(left).toBeGreaterThan(0);
        else expect(left).toBe(blocks);
      });
    }
  });
}
