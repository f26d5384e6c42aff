import { describe, expect, it } from 'vitest';
import {
  floats,
  lapRow,
  MILLISECOND,
  SESSION_GUID,
  type SqlRow,
  STREAM_GUID,
  simpleSpec,
  TEN_O_CLOCK,
} from '../../support/ssn2-builder.ts';
import { built, inspect, sql } from './edit-ssn2.ts';

const MIDNIGHT = BigInt(Date.UTC(2025, 5, 15)) * 1_000_000n;

describe('the records of a session', () => {
  it('are items and constants of every type, of the session and of laps', async () => {
    const attribute = (AttributeId: number, AttributeName: string) => ({
      AttributeId,
      AttributeName,
    });
    const value = (AttributeId: number, AttributeValue: SqlRow[string], lap: number | null) => ({
      SessionId: 1,
      AttributeId,
      AdditionalSelectorId: lap,
      AttributeValue,
    });
    const { items, constants, warnings } = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          ...simpleSpec().rows,
          Attribute: [attribute(1, 'Driver'), attribute(2, 'Fuel'), attribute(3, 'When')],
          SessionAttributeNVarcharValue: [value(1, 'Ann\u0000\nB.', null)],
          SessionAttributeFloatValue: [value(2, 12.5, 1)],
          SessionAttributeBigintValue: [value(2, 2n ** 60n, 1)],
          SessionAttributeBitValue: [value(2, 1, null)],
          SessionAttributeDatetime2Value: [value(3, '2025-06-15 10:00:00.5', null)],
          SessionDataItem: [
            { DataItemGUID: 'x', SessionId: 1, AttributeName: 'Raw', AttributeValue: floats(1) },
          ],
          ConstantAttributeFloatValue: [
            { ...value(2, 0.5, null), Description: 'Tank', Units: 'l', Format: '%f' },
          ],
        },
      }),
    );
    const none = { description: '', units: '', format: '' };
    expect(warnings).toEqual([]);
    expect(items).toEqual([
      { type: 'LONG', value: 2n ** 60n, name: 'Fuel', lapNumber: 1, ...none },
      { type: 'BOOLEAN', value: true, name: 'Fuel', lapNumber: null, ...none },
      { type: 'DOUBLE', value: 12.5, name: 'Fuel', lapNumber: 1, ...none },
      { type: 'TEXT', value: 'Ann B.', name: 'Driver', lapNumber: null, ...none },
      {
        type: 'DATETIME',
        value: '2025-06-15 10:00:00.5',
        instant: MIDNIGHT + TEN_O_CLOCK + 500n * MILLISECOND,
        name: 'When',
        lapNumber: null,
        ...none,
      },
      { type: 'BINARY', value: floats(1), name: 'Raw', lapNumber: null, ...none },
    ]);
    expect(constants).toEqual([
      {
        type: 'DOUBLE',
        value: 0.5,
        name: 'Fuel',
        lapNumber: null,
        description: 'Tank',
        units: 'l',
        format: '%f',
      },
    ]);
  });

  it('are markers with labels, and associates', async () => {
    const { markers, associates } = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          Marker: [
            { MarkerId: 2, SessionId: 1, Text: 'b', Timestamp: 9, EndTimestamp: null },
            {
              MarkerId: 1,
              SessionId: 1,
              Text: 'a',
              Timestamp: 9,
              EndTimestamp: 12,
              MarkerType: 'Turn',
              StatusText: 'slow',
              MarkerGuid: STREAM_GUID.toUpperCase(),
            },
          ],
          MarkerLabel: [{ MarkerId: 1, Name: 'n', Label: 'l', Value: '1' }],
          SessionAssociate: [
            {
              ParentSessionKey: SESSION_GUID,
              ChildSessionKey: STREAM_GUID,
              AssociateName: 'Rig',
              AssociateGroup: 'Lab',
              VersionNumber: 2,
            },
          ],
        },
      }),
    );
    const label = { name: 'n', label: 'l', value: '1', format: '', description: '', unit: '' };
    expect(markers).toEqual([
      {
        markerId: 1,
        label: 'a',
        type: 'Turn',
        description: 'slow',
        startTs: 9n,
        endTs: 12n,
        guid: STREAM_GUID,
        labels: [label],
      },
      expect.objectContaining({ markerId: 2, endTs: null, guid: null, labels: [] }),
    ]);
    expect(associates).toEqual([
      { parentGuid: SESSION_GUID, childGuid: STREAM_GUID, name: 'Rig', group: 'Lab', version: 2 },
    ]);
  });

  it('are laps in order of start, also with an old schema', async () => {
    const path = built({
      ...simpleSpec(),
      rows: { Lap: [lapRow(2, TEN_O_CLOCK + MILLISECOND), lapRow(1, TEN_O_CLOCK)] },
    });
    sql(path, 'DROP TABLE MarkerLabel', 'ALTER TABLE Marker DROP COLUMN EndTimestamp');
    sql(path, 'DROP TABLE ConfigurationSetSessionChannel', 'DROP TABLE Attribute');
    const { laps } = await inspect(path);
    expect(laps.map(({ number }) => number)).toEqual([1, 2]);
  });
});
