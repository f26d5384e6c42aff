import { describe, expect, it } from 'vitest';
import {
  type ApplicationContent,
  type ConfigurationContent,
  emptyApplication,
  type GroupContent,
} from '../../src/configuration-sets/configuration-content.ts';
import {
  decodeDraft,
  encodeDraft,
  extendContent,
} from '../../src/configuration-sets/configuration-draft.ts';

const channel = (channelId: number, interval: bigint) =>
  ({ channelId, name: null, dataType: 'UNSIGNED_8BIT', dataSource: 'PERIODIC', interval }) as const;

const group = (identifier: string, parameters: string[], groups: GroupContent[] = []) => ({
  identifier,
  description: null,
  groups,
  parameters,
});

const event = (eventDefinitionId: number, groupName: string, description: string) =>
  ({
    eventDefinitionId,
    code: null,
    description,
    priority: 'LOW',
    groupName,
    conversions: [],
  }) as const;

function content(...applications: Partial<ApplicationContent>[]): ConfigurationContent {
  return {
    description: null,
    applications: applications.map((some) => ({ ...emptyApplication('car'), ...some })),
  };
}

describe('extendContent', () => {
  it('joins applications and groups of the same name', () => {
    const draft = content({ groups: [group('g', ['a'], [group('inner', ['b'])])] });
    const more = content(
      { groups: [group('g', ['c'], [group('inner', ['d'])]), group('h', [])] },
      { name: 'engine' },
    );

    expect(extendContent(draft, more)).toEqual(
      content(
        { groups: [group('g', ['a', 'c'], [group('inner', ['b', 'd'])]), group('h', [])] },
        { name: 'engine' },
      ),
    );
  });

  it('puts what has the same name in the place of what was', () => {
    const draft = content({ channels: [channel(0, 1n), channel(1, 1n), channel(2, 1n)] });

    expect(extendContent(draft, content({ channels: [channel(3, 5n), channel(1, 5n)] }))).toEqual(
      content({ channels: [channel(0, 1n), channel(1, 5n), channel(2, 1n), channel(3, 5n)] }),
    );
  });

  it('takes events of one id and different groups for different ones', () => {
    const draft = content({
      eventDefinitions: [event(1, 'car', 'old'), event(1, 'engine', 'old')],
    });
    const more = content({ eventDefinitions: [event(1, 'engine', 'new')] });

    expect(extendContent(draft, more)).toEqual(
      content({ eventDefinitions: [event(1, 'car', 'old'), event(1, 'engine', 'new')] }),
    );
  });

  it('keeps names that an extension has twice, for the commit to report', () => {
    const draft = content({ channels: [channel(1, 1n), channel(2, 1n)] });
    const more = content({ channels: [channel(1, 5n), channel(1, 6n)] });

    expect(extendContent(draft, more)).toEqual(
      content({ channels: [channel(1, 5n), channel(1, 6n), channel(2, 1n)] }),
    );
  });

  it('changes nothing when the same comes again', () => {
    const more = content({
      description: 'The car.',
      groups: [group('g', ['a', 'b'])],
      channels: [channel(1, 5n), channel(1, 6n), channel(2, 7n)],
      eventDefinitions: [event(1, 'car', 'x')],
    });
    const once = extendContent(content({ channels: [channel(1, 1n)] }), more);

    expect(extendContent(once, more)).toEqual(once);
  });

  it('keeps what the extension does not set', () => {
    const draft = {
      ...content({ description: 'The car.', applicationId: 7 }),
      description: 'A set.',
    };

    expect(extendContent(draft, content({}))).toEqual(draft);
  });
});

describe('decodeDraft', () => {
  it('gives what was encoded, 64-bit integers too', () => {
    const draft = content({ channels: [channel(0, 9_007_199_254_740_993n)] });

    expect(decodeDraft(encodeDraft(draft))).toEqual(draft);
  });
});
