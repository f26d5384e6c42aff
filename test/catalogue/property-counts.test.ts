import { describe, expect, it, onTestFinished } from 'vitest';
import { insertRows } from '../../src/db/insert-rows.ts';
import { createPropertyCounts } from '../../src/metamodel/background-fold.ts';
import { countWaitingChanges } from '../../src/metamodel/property-counts.ts';
import { expectDerivedData } from '../support/derived-data.ts';
import { useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, save, askData } = catalogue;

const waiting = () => countWaitingChanges(catalogue.app.runtime.db.read, 1_000_000);

/** Write a session with so many details: twice as many changes, and a few. */
const writeDetails = (count: number) => {
  const keys = Array.from({ length: count }, (_, i) => [`k${i}`, i] as const);
  return create({}, { setDetailsJson: { json: Object.fromEntries(keys) } });
};

/** Append changes that cancel each other, as sessions leave that come and go. */
const appendChanges = (count: number) =>
  catalogue.app.runtime.db.write(({ sql }) =>
    insertRows(
      sql,
      'PropertyCountChange',
      ['category', 'key', 'valueKey', 'type', 'folderSetId', 'change'],
      Array.from({ length: count }, (_, i) => [
        '',
        `k${Math.floor(i / 2) % 100}`,
        'dx',
        'STRING',
        1,
        i % 2 === 0 ? 1 : -1,
      ]),
      { returnsId: false },
    ),
  );

describe('changes of counts', () => {
  it('wait until they are many, and are then added up behind the writers', async () => {
    const { propertyCounts, db } = catalogue.app.runtime;
    // The first write of a server looks whether others left something.
    await writeDetails(10);
    await propertyCounts.idle();
    expect(await waiting()).toBeGreaterThan(20);
    for (let i = 0; i < 50; i++) await writeDetails(25);
    await propertyCounts.idle();
    expect(await waiting()).toBeLessThan(2_000);
    await expectDerivedData(db);
  });

  it('are added up before they are read, when they are very many', async () => {
    await appendChanges(30_000);
    expect(await waiting()).toBeGreaterThanOrEqual(30_000);
    await askData('{ metamodel { sessionCount } }');
    expect(await waiting()).toBeLessThan(1_000);
    await expectDerivedData(catalogue.app.runtime.db);
  });

  it('are all counted when writers and those who add up meet', async () => {
    const { db } = catalogue.app.runtime;
    const counts = [createPropertyCounts(db), createPropertyCounts(db)];
    onTestFinished(async () => {
      for (const one of counts) await one.close();
    });
    await Promise.all([
      ...Array.from({ length: 20 }, (_, i) =>
        save({
          identity: `meeting ${i % 5}`,
          createIfNotExists: {},
          updates: [
            { setDetailsJson: { json: { a: i, [`b${i % 3}`]: 'x' } } },
            { setType: `${i}` },
          ],
        }),
      ),
      ...counts.flatMap((one) => [one.settle(), one.settle()]),
    ]);
    await expectDerivedData(db);
  });

  it('are no longer added up once the counts are closed', async () => {
    const { db } = catalogue.app.runtime;
    const counts = createPropertyCounts(db);
    await counts.close();
    await appendChanges(30_000);
    const before = await waiting();
    counts.noteWrite();
    await counts.settle();
    await counts.idle();
    expect(await waiting()).toBe(before);
  });
});
