import { type DataType, isIntegerType } from '../../src/core/data-type.ts';
import type { Ask } from './ask.ts';

/** A channel that a session is to have; its parameter is `c` and its number. */
export interface PreparedChannel {
  readonly channelId: number;
  readonly dataType: DataType;
  /** Nanoseconds between samples; 0 when they carry their own times. */
  readonly intervalNs: bigint;
}

/** The conversion of integers: a line. */
export const LINE = [0, 0.01, 3, 0, 0, 1] as const;

const PREPARE = `mutation ($set: ConfigurationSetInput!, $session: CreateOrUpdateSessionInput!) {
  createConfigurationSet(input: $set) { created }
  createOrUpdateSession(input: $session) { created }
}`;

/** Make an open session, with a configuration of its own. */
export async function prepareSession(
  ask: Ask,
  identity: string,
  channels: readonly PreparedChannel[],
): Promise<void> {
  await ask(PREPARE, {
    set: { identifier: identity, applications: [toApplication(channels)] },
    session: {
      identity,
      createIfNotExists: { state: 'OPEN' },
      updates: [{ setConfigBindings: [{ identifier: identity }] }],
    },
  });
}

function toApplication(channels: readonly PreparedChannel[]) {
  return {
    name: 'Bench',
    conversions: [{ rational: { name: 'line', coefficients: LINE } }],
    channels: channels.map(({ channelId, dataType, intervalNs }) => ({
      channelId,
      dataType,
      ...(intervalNs === 0n
        ? { dataSource: 'TIMESTAMPED' }
        : { dataSource: 'PERIODIC', interval: String(intervalNs) }),
    })),
    parameters: channels.map(({ channelId, dataType }) => ({
      identifier: `c${channelId}`,
      name: `Channel ${channelId}`,
      channels: [channelId],
      ...(isIntegerType(dataType) ? { conversion: 'line' } : {}),
    })),
  };
}

/** Delete sessions with all their data. */
export async function deleteSessions(ask: Ask, identities: readonly string[]): Promise<void> {
  await ask(
    'mutation ($identities: [String!]!) { deleteSessions(identities: $identities) { deleted } }',
    { identities },
  );
}
