import type {
  ApplicationContent,
  ChannelContent,
  ConfigurationContent,
  ErrorDefinitionContent,
  EventDefinitionContent,
} from '../configuration-content.ts';
import { childPath, type JsonPath, ROOT } from './json-path.ts';
import { readConversion } from './rta-conversion.ts';
import { checkText, MAX_NAME_LENGTH, type RtaObject, toRtaObject } from './rta-object.ts';
import { type RtaScope, readParameter } from './rta-parameter.ts';
import type { RtaProblems } from './rta-problems.ts';
import { RtaRegistry } from './rta-registry.ts';
import { readTree } from './rta-tree.ts';
import {
  RTA_DATA_SOURCES,
  RTA_DATA_TYPES,
  RTA_PRIORITIES,
  RTA_SUPPORT,
  wordOf,
} from './rta-words.ts';
import { warnOfFunctions } from './warn-of-functions.ts';

const MAX_APPLICATIONS = 10_000;
const MAX_UINT32 = 0xffffffff;
const MAX_INT32 = 0x7fffffff;
/** Values of an event that viewers handle. */
const MAX_EVENT_VALUES = 3;

/** Read a document as far as it can be read; what is wrong goes to `problems`. */
export function readRtaDocument(document: unknown, problems: RtaProblems): ConfigurationContent {
  const registry = new RtaRegistry(problems);
  const events = new Map<number, string>();
  const applications = listApplications(document, problems).flatMap(([name, value]) => {
    const path = childPath(ROOT, name);
    checkText(name, path, problems, 1, MAX_NAME_LENGTH);
    const source = toRtaObject(value, path, problems);
    return source ? readApplication(source, name, registry, events) : [];
  });
  registry.checkReferences();
  if (!problems.isFull) warnOfFunctions(applications, problems);
  warnOfHoles(applications, problems);
  return { description: null, applications };
}

function listApplications(document: unknown, problems: RtaProblems): [string, unknown][] {
  if (!toRtaObject(document, ROOT, problems)) return [];
  const entries = Object.entries(document as object);
  if (entries.length <= MAX_APPLICATIONS) return entries;
  problems.error(ROOT, `Expected at most ${MAX_APPLICATIONS} applications, got ${entries.length}.`);
  return [];
}

function readApplication(
  source: RtaObject,
  name: string,
  registry: RtaRegistry,
  events: Map<number, string>,
): ApplicationContent {
  const description = source.text('desc');
  const identity = readIdentity(source.object('identity'));
  const rda = readRda(source.object('rda'));
  const conversions = source.objects('conversions').map((entry) => {
    const conversion = readConversion(entry);
    registry.define('conversion', conversion.name, name, entry.at('name'));
    return conversion;
  });
  const channels = source.objects('channels').flatMap((entry) => {
    return readChannel(entry, name, registry) ?? [];
  });
  const scope: RtaScope = {
    application: name,
    registry,
    channels: new Map(channels.map((channel) => [channel.channelId, channel])),
  };
  const parameters = source
    .objects('parameters')
    .map((entry) => ({ parameter: readParameter(entry, scope), path: entry.path }));
  const groups = readTree(source, parameters, scope);
  const errorDefinitions = source
    .objects('errors')
    .map((entry) => readError(entry, name, registry));
  const own = new Set<number>();
  const eventDefinitions = source.objects('events').flatMap((entry) => {
    const event = readEvent(entry, name, registry);
    if (event) defineEvent(entry, event.eventDefinitionId, name, own, events);
    return event ?? [];
  });
  source.close();
  return {
    name,
    description,
    applicationId: null,
    identity,
    rda,
    groups,
    parameters: parameters.map(({ parameter }) => parameter),
    channels,
    conversions,
    eventDefinitions,
    errorDefinitions,
  };
}

function readIdentity(source: RtaObject | null): ApplicationContent['identity'] {
  if (!source) return null;
  source.require('commsPath');
  source.require('applicationVersionId');
  const commsPath = source.text('commsPath') ?? '';
  const applicationVersionId = source.text('applicationVersionId') ?? '00000000';
  if (!/^[0-9A-Fa-f]{8}$/.test(applicationVersionId)) {
    source.problems.error(
      source.at('applicationVersionId'),
      `Expected eight hexadecimal digits, got "${applicationVersionId.slice(0, 80)}".`,
    );
  }
  source.close();
  return { commsPath, applicationVersionId };
}

function readRda(source: RtaObject | null): ApplicationContent['rda'] {
  if (!source) return null;
  source.require('ownerId');
  source.require('support');
  const ownerId = source.integer('ownerId', 0, MAX_UINT32) ?? 0;
  const supported = source.word('support', RTA_SUPPORT) ?? false;
  source.close();
  return { ownerId, supported };
}

function readChannel(
  source: RtaObject,
  application: string,
  registry: RtaRegistry,
): ChannelContent | null {
  source.require('id');
  const channelId = source.integer('id', 0, MAX_UINT32);
  const dataSource = source.word('source', RTA_DATA_SOURCES) ?? 'ROW_DATA';
  const before = source.problems.errorCount;
  const interval = source.integer('interval', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const isPeriodic = dataSource === 'PERIODIC' || dataSource === 'SUB_SAMPLED_PERIODIC';
  if (source.problems.errorCount === before && isPeriodic !== interval > 0) {
    const expected = isPeriodic ? 'a positive interval' : 'no interval';
    source.problems.error(
      source.at('interval'),
      `Expected ${expected} for a channel of source "${wordOf(RTA_DATA_SOURCES, dataSource)}", got ${interval}.`,
    );
  }
  const channel = {
    name: source.text('name'),
    dataType: source.word('type', RTA_DATA_TYPES) ?? 'DOUBLE_64BIT',
    dataSource,
    interval: BigInt(interval),
  };
  source.close();
  if (channelId === null) return null;
  registry.define('channel', channelId, application, source.at('id'));
  return { channelId, ...channel };
}

function readError(
  source: RtaObject,
  application: string,
  registry: RtaRegistry,
): ErrorDefinitionContent {
  const definition = {
    name: source.name('name'),
    description: source.text('desc'),
    group: source.name('group'),
    currentParameter: source.name('current'),
    loggedParameter: source.name('logged'),
    bit: source.integer('bit', 0, 31) ?? 0,
  };
  source.close();
  registry.define('error definition', definition.name, application, source.at('name'));
  for (const member of ['current', 'logged'] as const) {
    const parameter = definition[`${member}Parameter`];
    if (parameter === '') continue;
    registry.refer('parameter', parameter, application, source.at(member), 'ERROR_PARAMETER');
  }
  return definition;
}

function readEvent(
  source: RtaObject,
  application: string,
  registry: RtaRegistry,
): EventDefinitionContent | null {
  source.require('id');
  const eventDefinitionId = source.integer('id', -MAX_INT32 - 1, MAX_INT32);
  const conversions = source.texts('convs');
  for (const { value, path } of conversions) {
    registry.refer('conversion', value, application, path, 'EVENT_CONVERSION');
  }
  if (conversions.length > MAX_EVENT_VALUES) {
    source.problems.warn(
      'EVENT_CONVERSIONS',
      source.at('convs'),
      `Viewers handle at most three values of an event, got ${conversions.length}.`,
    );
  }
  const definition = {
    code: source.text('code'),
    description: source.text('desc') ?? '',
    priority: source.word('pri', RTA_PRIORITIES) ?? 'DEBUG',
    groupName: application,
    conversions: conversions.map(({ value }) => value),
  };
  source.close();
  return eventDefinitionId === null ? null : { eventDefinitionId, ...definition };
}

/** An id is unique in its application; loggers send the id alone, so that a clash is odd. */
function defineEvent(
  source: RtaObject,
  id: number,
  application: string,
  own: Set<number>,
  all: Map<number, string>,
): void {
  const path: JsonPath = source.at('id');
  if (own.has(id)) {
    source.problems.error(path, `The event definition ${id} is defined twice.`);
    return;
  }
  own.add(id);
  const other = all.get(id);
  if (other === undefined) {
    all.set(id, application);
    return;
  }
  source.problems.warn(
    'EVENT_ID_SHARED',
    path,
    `The application "${other.slice(0, 80)}" has an event definition ${id}, too.`,
  );
}

function warnOfHoles(applications: readonly ApplicationContent[], problems: RtaProblems): void {
  const ids = applications.flatMap(({ channels }) => channels.map(({ channelId }) => channelId));
  if (ids.length === 0) return;
  let least = MAX_UINT32;
  let greatest = 0;
  for (const id of ids) {
    least = Math.min(least, id);
    greatest = Math.max(greatest, id);
  }
  if (least <= 1 && greatest - least + 1 === new Set(ids).size) return;
  problems.warn(
    'CHANNELS_NOT_CONTIGUOUS',
    ROOT,
    `Channel ids go from ${least} to ${greatest} for ${ids.length} channels; from 0 or 1 without holes, offsets can stack.`,
  );
}
