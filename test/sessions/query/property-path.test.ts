import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePropertyPath } from '../../../src/sessions/query/property-path.ts';

describe('parsePropertyPath', () => {
  it.each([
    'identity',
    'identifier',
    'state',
    'timestamp',
    'startTimestamp',
    'endTimestamp',
    'timeRange.startTime',
    'timeRange.endTime',
    'type',
    'quality',
    'group',
    'version',
    'duration',
    'clientSessionGroupId',
    'createdAt',
    'updatedAt',
  ])('knows %s', (property) => {
    expect(parsePropertyPath(property)).toEqual({ property });
  });

  it('knows the ends of the time range by their short names too', () => {
    expect(parsePropertyPath('startTime')).toEqual({ property: 'timeRange.startTime' });
    expect(parsePropertyPath('endTime')).toEqual({ property: 'timeRange.endTime' });
  });

  it.each([
    ['details.Run', { category: '', key: 'Run' }],
    ['details.Lab Tech', { category: '', key: 'Lab Tech' }],
    ['details.a.b..c', { category: '', key: 'a.b..c' }],
    ['details..', { category: '', key: '.' }],
    ['details.line\nbreak', { category: '', key: 'line\nbreak' }],
    ['details.__proto__', { category: '', key: '__proto__' }],
    ['extDetails.CarSetup.Ride.Front', { category: 'CarSetup', key: 'Ride.Front' }],
    ['extDetails.Car Setup.x', { category: 'Car Setup', key: 'x' }],
    ['extDetails.details.x', { category: 'details', key: 'x' }],
    ['extDetails.a..', { category: 'a', key: '.' }],
  ])('reads %j', (text, path) => {
    expect(parsePropertyPath(text)).toEqual(path);
  });

  it.each([
    '',
    'Identity',
    'details',
    'details.',
    'Details.x',
    'extDetails',
    'extDetails.Car',
    'extDetails.Car.',
    'extDetails..x',
    'timeRange',
    'timeRange.start',
    'labels',
    '__proto__',
    'constructor',
    ' identity',
  ])('finds nothing in %j', (text) => {
    expect(parsePropertyPath(text)).toBeNull();
  });

  it('finds every detail by its path', () => {
    const category = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('.', ''));
    const key = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(category, key, (category, key) => {
        const path = category === '' ? `details.${key}` : `extDetails.${category}.${key}`;
        expect(parsePropertyPath(path)).toEqual({ category, key });
      }),
    );
  });
});
