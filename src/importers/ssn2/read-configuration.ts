import type { DataType } from '../../core/data-type.ts';
import { readChannels, type StoredChannel } from './read-channels.ts';
import { readConversions } from './read-conversions.ts';
import { readEventDefinitions } from './read-event-definitions.ts';
import { readGroups } from './read-groups.ts';
import { readParameters } from './read-parameters.ts';
import { checkVersion } from './read-session.ts';
import { readTable, requireUnique, type TableContext } from './read-table.ts';
import type { Ssn2Channel, Ssn2ConfigurationSet, Ssn2Parameter } from './ssn2-recording.ts';
import { int64, integer, optional, present, text } from './table-columns.ts';

const LITTLE_ENDIAN = 1;
const UINT32_MAX = 0xffff_ffff;

const SESSION_SET = {
  SessionId: int64,
  ConfigurationSetId: integer(),
  ChannelOffset: integer(0, UINT32_MAX),
};
const SET = {
  ConfigurationSetId: integer(),
  ConfigurationSetIdentifier: text(150),
  ConfigurationSetDescription: optional(text(4000), ''),
  MinimumDBVersionToRead: optional(text(80), ''),
  FastConfigurationHash: present,
};

/** A channel of the session: what its blocks are checked against. */
export interface SessionChannel {
  /** Offset of the set included. */
  readonly channelId: number;
  readonly stored: StoredChannel;
  /** False when a parameter says that its samples are not little-endian. */
  readonly littleEndian: boolean;
  /** Whether another set gives the same number to a channel of another kind. */
  readonly clashes: boolean;
}

/** Data type of a session channel, offset included; null when it is not known. */
type DataTypeOf = (channelId: number) => DataType | null;

/** The configuration before any block was seen; data types may still be open. */
export interface Configuration {
  readonly channels: ReadonlyMap<number, SessionChannel>;
  /** The sets, with the data type each session channel was found to have. */
  finish(dataTypeOf: DataTypeOf): Ssn2ConfigurationSet[];
}

/**
 * Read the configuration sets of the session.
 *
 * @throws {ImportError} SSN2_CONFIG_UNSUPPORTED, SSN2_VERSION_TOO_NEW, or what reading tables
 *   finds.
 */
export async function readConfiguration(
  context: TableContext,
  sessionId: bigint,
  allowNewerVersion: boolean,
  maxRows: number,
): Promise<Configuration> {
  const sets = await readUsedSets(context, sessionId, allowNewerVersion, maxRows);
  const channelsOf = await readChannels(context, maxRows);
  const parametersOf = await readParameters(context, maxRows);
  const groupsOf = await readGroups(context, maxRows);
  const conversionsBySet = await readConversions(context, maxRows);
  const eventsOf = await readEventDefinitions(context, maxRows);
  const channels = new Map<number, SessionChannel>();
  const finishers: ((dataTypeOf: DataTypeOf) => Ssn2ConfigurationSet)[] = [];
  for (const set of sets) {
    const key = BigInt(set.ConfigurationSetId);
    const stored = channelsOf(key);
    const { applications, groups } = groupsOf(key);
    const conversions = conversionsBySet.get(key) ?? new Map();
    const plain = stored.map((channel) => toChannel(channel, null));
    const parameters = await parametersOf(key, { channels: plain, groups, conversions });
    addSessionChannels(context, channels, set.ChannelOffset, stored, parameters);
    const rest = {
      id: set.ConfigurationSetId,
      identifier: set.ConfigurationSetIdentifier,
      description: set.ConfigurationSetDescription,
      channelOffset: set.ChannelOffset,
      applications,
      groups,
      parameters,
      conversions: [...conversions.values()],
      eventDefinitions: eventsOf(key),
    };
    warnOfConversions(context, rest);
    finishers.push((dataTypeOf) => ({
      ...rest,
      channels: stored.map((channel) =>
        toChannel(channel, dataTypeOf(channel.channelId + set.ChannelOffset)),
      ),
    }));
  }
  return { channels, finish: (dataTypeOf) => finishers.map((finish) => finish(dataTypeOf)) };
}

async function readUsedSets(
  context: TableContext,
  sessionId: bigint,
  allowNewerVersion: boolean,
  maxRows: number,
) {
  const { log } = context;
  const linkTable = 'SessionConfigurationSet';
  const links = (await readTable(context, linkTable, SESSION_SET, maxRows)).filter(
    (link) => link.SessionId === sessionId,
  );
  requireUnique(log, linkTable, links, (link) => link.ConfigurationSetId);
  const rows = await readTable(context, 'ConfigurationSet', SET, maxRows);
  const byId = new Map(rows.map((row) => [row.ConfigurationSetId, row]));
  return links
    .sort((a, b) => a.ConfigurationSetId - b.ConfigurationSetId)
    .map((link) => {
      const id = link.ConfigurationSetId;
      const set = byId.get(id);
      if (set === undefined) {
        throw log.fatal(
          'SSN2_BAD_VALUE',
          `the session uses configuration set ${id}, which does not exist. Nothing was imported.`,
          { table: linkTable, configurationSetId: id },
        );
      }
      if (set.FastConfigurationHash) {
        throw log.fatal(
          'SSN2_CONFIG_UNSUPPORTED',
          `configuration set "${set.ConfigurationSetIdentifier}" is stored in a form that is not documented. Nothing was imported.`,
          { configurationSetId: id },
        );
      }
      if (set.MinimumDBVersionToRead !== '') {
        const name = `configuration set "${set.ConfigurationSetIdentifier}"`;
        checkVersion(log, set.MinimumDBVersionToRead, name, allowNewerVersion);
      }
      return { ...set, ChannelOffset: link.ChannelOffset };
    });
}

function addSessionChannels(
  { log }: TableContext,
  channels: Map<number, SessionChannel>,
  offset: number,
  stored: readonly StoredChannel[],
  parameters: readonly Ssn2Parameter[],
): void {
  const foreign = new Set(
    parameters
      .filter(({ byteOrder }) => byteOrder !== null && byteOrder !== LITTLE_ENDIAN)
      .flatMap(({ channelIds }) => channelIds),
  );
  for (const channel of stored) {
    const channelId = channel.channelId + offset;
    if (channelId > UINT32_MAX) {
      throw log.fatal(
        'SSN2_BAD_VALUE',
        `channel ${channel.channelId} with offset ${offset} is no 32-bit number. Nothing was imported.`,
        { table: 'SessionConfigurationSet', channelId: channel.channelId, offset },
      );
    }
    const other = channels.get(channelId);
    const differs =
      other !== undefined &&
      (other.stored.dataTypeId !== channel.dataTypeId ||
        other.stored.interval !== channel.interval);
    if (differs) {
      log.warn(
        'SSN2_CHANNEL_CLASH',
        `two configuration sets give the number ${channelId} to different channels. Its samples are left out.`,
        { channelId },
      );
    }
    channels.set(channelId, {
      channelId,
      stored: channel,
      littleEndian: !foreign.has(channel.channelId) && (other?.littleEndian ?? true),
      clashes: differs || (other?.clashes ?? false),
    });
  }
}

function warnOfConversions(
  { log }: TableContext,
  set: Pick<Ssn2ConfigurationSet, 'parameters' | 'conversions'>,
): void {
  const names = new Set<string>();
  for (const conversion of set.conversions) {
    const { name } = conversion;
    names.add(name);
    if (conversion.kind === 'unavailable') {
      log.warn(
        'SSN2_CONVERSION_UNAVAILABLE',
        `conversion "${name}" cannot be read (${conversion.reason}). Its parameters show raw values.`,
        { conversion: name, reason: conversion.reason },
      );
    } else if (conversion.kind === 'rational' && !conversion.identity) {
      log.warn(
        'SSN2_RATIONAL_UNCONFIRMED',
        `conversion "${name}" is imported as raw to engineering; the direction is not confirmed.`,
        { conversion: name, coefficients: conversion.coefficients },
      );
    }
  }
  for (const { parameterId, conversionName, functionCode, identifier } of set.parameters) {
    if (conversionName !== null && !names.has(conversionName)) {
      log.warn(
        'SSN2_CONVERSION_MISSING',
        `parameter "${identifier}" names the conversion "${conversionName}", which does not exist. It shows raw values.`,
        { parameterId, conversion: conversionName },
      );
    }
    if (functionCode !== null) {
      log.warn(
        'SSN2_VIRTUAL_PARAMETER',
        `parameter "${identifier}" is computed. Only its definition was imported.`,
        { parameterId },
      );
    }
  }
}

function toChannel(stored: StoredChannel, dataType: DataType | null): Ssn2Channel {
  const { channelId, name, dataTypeId, source, sourceId, interval } = stored;
  return { channelId, name, dataType, dataTypeId, source, sourceId, interval };
}
