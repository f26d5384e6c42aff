import { isIntegerType } from '../../core/data-type.ts';
import type { ChannelContent, ParameterContent } from '../configuration-content.ts';
import { type JsonPath, quote } from './json-path.ts';
import { warnOfFormat } from './rta-conversion.ts';
import type { Entry, RtaObject } from './rta-object.ts';
import type { RtaRegistry } from './rta-registry.ts';
import { RTA_BYTE_ORDERS, RTA_LANGUAGES, RTA_PARAMETER_TYPES, WHOLE_MASK } from './rta-words.ts';

/** What readers of one application share. */
export interface RtaScope {
  readonly application: string;
  readonly registry: RtaRegistry;
  /** Channels of the application, by id. */
  readonly channels: ReadonlyMap<number, ChannelContent>;
}

const MAX_SHIFT = 31;
const MAX_UINT32 = 0xffffffff;

/** Read a parameter; names it refers to are checked when the whole document was read. */
export function readParameter(source: RtaObject, scope: RtaScope): ParameterContent {
  const identifier = source.name('id');
  scope.registry.define('parameter', identifier, scope.application, source.at('id'));
  const parameter: ParameterContent = {
    identifier,
    name: source.name('name'),
    description: readDescription(source),
    minimum: source.number('min') ?? 0,
    maximum: source.number('max') ?? 0,
    warningMinimum: source.number('warnMin'),
    warningMaximum: source.number('warnMax'),
    unit: source.text('unit'),
    format: source.text('format'),
    byteOrder: source.word('byteOrder', RTA_BYTE_ORDERS) ?? 'LITTLE_ENDIAN',
    bitShift: source.integer('shift', -MAX_SHIFT, MAX_SHIFT) ?? 0,
    dataBitMask: source.mask('mask') ?? WHOLE_MASK,
    errorBitMask: source.mask('errorMask') ?? 0,
    offset: source.number('offset') ?? 0,
    conversion: readConversionName(source, scope),
    channels: readChannelIds(source, scope),
    function: readFunction(source),
    nameSource: null,
  };
  source.close();
  warnOfFormat(source, parameter.format);
  checkChannels(source, parameter, scope);
  return parameter;
}

/** Warn of what a list of names or ids repeats, and leave it out. */
export function withoutRepeats<T extends string | number>(
  entries: readonly Entry<T>[],
  { problems }: Pick<RtaObject, 'problems'>,
): Entry<T>[] {
  if (entries.length < 2) return [...entries];
  const seen = new Set<T>();
  return entries.filter(({ value, path }) => {
    if (!seen.has(value)) return seen.add(value);
    const printed = typeof value === 'string' ? quote(value) : value;
    problems.warn('REPEATED_ENTRY', path, `The list has ${printed} already; it is left out here.`);
    return false;
  });
}

function readDescription(source: RtaObject): string | null {
  const description = source.text('desc');
  if (!source.has('desc')) {
    source.problems.slip('MISSING_DESC', source.path, 'The parameter has no "desc".');
  }
  return description;
}

function readConversionName(source: RtaObject, scope: RtaScope): string | null {
  if (!source.has('conv')) {
    source.problems.slip('MISSING_CONV', source.path, 'The parameter has no "conv"; it is 1:1.');
    return null;
  }
  const conversion = source.name('conv');
  if (conversion === '') return null;
  scope.registry.refer('conversion', conversion, scope.application, source.at('conv'));
  return conversion;
}

function readChannelIds(source: RtaObject, scope: RtaScope): number[] {
  const entries = withoutRepeats(source.integers('channels', 0, MAX_UINT32), source);
  for (const { value, path } of entries) {
    scope.registry.refer('channel', value, scope.application, path);
  }
  return entries.map(({ value }) => value);
}

function readFunction(source: RtaObject): ParameterContent['function'] {
  const { problems } = source;
  const type = source.word('type', RTA_PARAMETER_TYPES) ?? 'std';
  const body = source.object('func');
  if (!body) {
    if (type === 'std') return null;
    problems.slip('MISSING_FUNC', source.path, 'The virtual parameter has no "func".');
    // A function without code keeps the parameter virtual.
    return { language: 'fdl', code: '' };
  }
  body.require('code');
  const language = body.word('lang', RTA_LANGUAGES) ?? 'fdl';
  const code = body.text('code') ?? '';
  body.close();
  if (type === 'std') {
    problems.slip(
      'FUNC_OF_STANDARD',
      source.at('func'),
      'Only virtual parameters have a "func"; the parameter is taken as virtual.',
    );
  }
  return { language, code };
}

function checkChannels(source: RtaObject, parameter: ParameterContent, scope: RtaScope): void {
  const channels = parameter.channels.flatMap((id) => scope.channels.get(id) ?? []);
  const float = channels.find(({ dataType }) => !isIntegerType(dataType));
  if (float) {
    const refuse = (path: JsonPath, what: string) =>
      source.problems.error(
        path,
        `Expected no ${what}: channel ${float.channelId} holds no integers.`,
      );
    const { bitShift, dataBitMask } = parameter;
    if (bitShift !== 0) refuse(source.at('shift'), 'shift');
    if (dataBitMask !== WHOLE_MASK && dataBitMask !== 0) refuse(source.at('mask'), 'mask');
  }
  if (channels.length < 2) return;
  const intervals = new Map<bigint, number>();
  for (const { channelId, interval } of channels) {
    const other = intervals.get(interval);
    if (interval > 0n && other !== undefined) {
      source.problems.error(
        source.at('channels'),
        `The channels ${other} and ${channelId} share the interval ${interval}.`,
      );
    }
    intervals.set(interval, channelId);
  }
}
