import { compileConversion } from '../core/conversions/conversion.ts';
import { classifyRational } from '../core/conversions/rational.ts';
import { isIntegerType } from '../core/data-type.ts';
import { DecodeError } from '../core/decode-error.ts';
import { mapOfLists } from '../lib/group-by-key.ts';
import { checkFunctions, EVALUATED_LANGUAGES } from './check-functions.ts';
import type {
  ApplicationContent,
  ConfigurationContent,
  GroupContent,
  ParameterContent,
} from './configuration-content.ts';

/** Something in a configuration: `code` for warnings, and the path of the argument at fault. */
export interface ConfigurationProblem {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

export interface ConfigurationReport {
  readonly errors: readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigurationProblem[];
}

/** How strictly a configuration is checked. */
export interface ValidationOptions {
  /**
   * Accept what recordings of other systems hold: parameters that use channels and conversions of
   * other applications of the set, and channels of one interval at one parameter.
   */
  readonly lenient?: boolean;
}

/** How many problems of each kind are reported; a document may hold a hundred thousand. */
const MAX_REPORTED = 100;
const MAX_NAME_LENGTH = 512;
const MAX_MESSAGE_LENGTH = 700;
const MAX_GROUP_DEPTH = 32;

/**
 * Check a configuration as a whole: names, references, conversions.
 *
 * @param path Where the content stands in the request, for the paths of problems.
 */
export function validateConfiguration(
  { applications }: ConfigurationContent,
  path: string,
  { lenient = false }: ValidationOptions = {},
): ConfigurationReport {
  const errors: ConfigurationProblem[] = [];
  const warnings: ConfigurationProblem[] = [];
  const error = (at: string, message: string) => {
    if (errors.length < MAX_REPORTED) {
      errors.push({ code: 'INVALID', path: at, message: shorten(message) });
    }
  };
  const warn = (code: string, at: string, message: string) => {
    if (warnings.length < MAX_REPORTED) warnings.push({ code, path: at, message });
  };
  const seen = new Set<string>();
  /** Every name is unique among its kind in the whole set. */
  const unique = (kind: string, key: string | number, at: string) => {
    if (key === '' || String(key).length > MAX_NAME_LENGTH) {
      error(at, `Expected 1 to ${MAX_NAME_LENGTH} characters, got ${String(key).length}.`);
    }
    const entry = `${kind} ${key}`;
    if (seen.has(entry)) error(at, `The ${kind} "${key}" is defined twice.`);
    seen.add(entry);
  };

  applications.forEach((application, a) => {
    const at = `${path}.applications[${a}]`;
    unique('application', application.name, `${at}.name`);
    const version = application.identity?.applicationVersionId;
    if (version !== undefined && !/^[0-9A-Fa-f]{8}$/.test(version)) {
      error(
        `${at}.identity.applicationVersionId`,
        `Expected eight hexadecimal digits, got "${version.slice(0, 80)}".`,
      );
    }
    application.channels.forEach((channel, i) => {
      unique('channel', channel.channelId, `${at}.channels[${i}].channelId`);
      const { dataSource, interval } = channel;
      const isPeriodic = dataSource === 'PERIODIC' || dataSource === 'SUB_SAMPLED_PERIODIC';
      if (interval < 0n || (isPeriodic && interval === 0n)) {
        error(
          `${at}.channels[${i}].interval`,
          `Expected a positive interval for a ${dataSource} channel, got ${interval}.`,
        );
      } else if (!lenient && !isPeriodic && interval !== 0n) {
        error(
          `${at}.channels[${i}].interval`,
          `Expected no interval for a ${dataSource} channel, whose samples carry their own times, got ${interval}.`,
        );
      }
    });
    application.conversions.forEach(({ name, definition }, i) => {
      const here = `${at}.conversions[${i}]`;
      unique('conversion', name, `${here}.name`);
      try {
        compileConversion(definition);
        if (definition.kind === 'rational' && isSuspect(definition.coefficients)) {
          warn(
            'RATIONAL_DENOMINATOR_SUSPECT',
            here,
            `The denominator of "${name}" is the raw value itself, a common slip; it is evaluated as c2 r + c3.`,
          );
        }
      } catch (problem) {
        if (!(problem instanceof DecodeError)) throw problem;
        error(here, problem.message);
      }
    });
    application.eventDefinitions.forEach(({ eventDefinitionId, groupName, conversions }, i) => {
      const here = `${at}.eventDefinitions[${i}]`;
      unique('event definition', `${eventDefinitionId} of ${groupName}`, here);
      if (conversions.length > 3) {
        warn('EVENT_CONVERSIONS', here, 'Viewers handle at most three values of an event.');
      }
    });
    application.errorDefinitions.forEach(({ name, bit }, i) => {
      const here = `${at}.errorDefinitions[${i}]`;
      unique('error definition', name, `${here}.name`);
      if (bit < 0 || bit > 31) error(`${here}.bit`, `Expected a bit from 0 to 31, got ${bit}.`);
    });
    checkParameters(application, at);
    checkGroups(application, at);
  });
  checkVirtualParameters();
  return { errors, warnings };

  function checkParameters(application: ApplicationContent, at: string) {
    const within = lenient ? applications : [application];
    const conversions = new Set(within.flatMap((one) => one.conversions.map(({ name }) => name)));
    const channels = new Map(
      within.flatMap((one) => one.channels.map((channel) => [channel.channelId, channel] as const)),
    );
    application.parameters.forEach((parameter, i) => {
      const here = `${at}.parameters[${i}]`;
      unique('parameter', parameter.identifier, `${here}.identifier`);
      if (parameter.name === '') error(`${here}.name`, 'Expected a name, got "".');
      if (parameter.function && parameter.channels.length > 0) {
        warn(
          'CHANNELS_OF_FUNCTION',
          `${here}.channels`,
          `"${parameter.identifier}" has a function, so its channels are not read.`,
        );
      }
      if (parameter.conversion !== null && !conversions.has(parameter.conversion)) {
        error(
          `${here}.conversion`,
          `The application "${application.name}" has no conversion "${parameter.conversion}".`,
        );
      }
      if (Math.abs(parameter.bitShift) > 31) {
        error(`${here}.bitShift`, `Expected a shift from -31 to 31, got ${parameter.bitShift}.`);
      }
      const intervals = new Set<bigint>();
      parameter.channels.forEach((channelId, c) => {
        const channel = channels.get(channelId);
        if (!channel) {
          error(
            `${here}.channels[${c}]`,
            `The application "${application.name}" has no channel ${channelId}.`,
          );
          return;
        }
        if (!lenient && channel.interval > 0n && intervals.has(channel.interval)) {
          error(
            `${here}.channels[${c}]`,
            `Two channels of "${parameter.identifier}" share the interval ${channel.interval}.`,
          );
        }
        intervals.add(channel.interval);
        if (!isIntegerType(channel.dataType) && hasBitFields(parameter)) {
          warn(
            'BITS_OF_FLOAT',
            here,
            `Shift and mask of "${parameter.identifier}" are ignored: channel ${channelId} is ${channel.dataType}.`,
          );
        }
      });
    });
  }

  function checkVirtualParameters() {
    const names = mapOfLists(
      applications.flatMap(({ parameters }) => parameters),
      ({ name }) => name,
      ({ identifier }) => identifier,
    );
    const virtual = applications.flatMap(({ parameters }, a) =>
      parameters.flatMap((parameter, i) => {
        const { identifier, function: definition } = parameter;
        const here = `${path}.applications[${a}].parameters[${i}].function`;
        if (!definition) return [];
        if (!EVALUATED_LANGUAGES.includes(definition.language)) {
          warn(
            'FUNCTION_NOT_EVALUATED',
            here,
            `The function of "${identifier}" is kept, and not evaluated: it is ${definition.language}.`,
          );
          return [];
        }
        return [{ identifier, code: definition.code, path: here }];
      }),
    );
    checkFunctions(virtual, names, (at, message) => {
      if (lenient) warn('FUNCTION_NOT_EVALUATED', at, message);
      else error(at, message);
    });
  }

  function checkGroups({ name, groups, parameters }: ApplicationContent, at: string) {
    const identifiers = new Set(parameters.map(({ identifier }) => identifier));
    const visit = (group: GroupContent, here: string, depth: number) => {
      unique('group', group.identifier, `${here}.identifier`);
      if (depth > MAX_GROUP_DEPTH) {
        error(here, `Groups nest at most ${MAX_GROUP_DEPTH} deep.`);
        return;
      }
      group.parameters.forEach((identifier, i) => {
        if (!identifiers.has(identifier)) {
          error(
            `${here}.parameters[${i}]`,
            `The application "${name}" has no parameter "${identifier}".`,
          );
        }
      });
      group.groups.forEach((child, i) => {
        visit(child, `${here}.groups[${i}]`, depth + 1);
      });
    };
    groups.forEach((group, i) => {
      visit(group, `${at}.groups[${i}]`, 1);
    });
  }
}

/** Messages quote names, which may be megabytes where they are at fault. */
function shorten(message: string): string {
  return message.length <= MAX_MESSAGE_LENGTH
    ? message
    : `${message.slice(0, MAX_MESSAGE_LENGTH)}…`;
}

function isSuspect(coefficients: readonly number[]): boolean {
  return classifyRational(coefficients).kind === 'suspect';
}

function hasBitFields({ bitShift, dataBitMask }: ParameterContent): boolean {
  return bitShift !== 0 || (dataBitMask !== 0 && dataBitMask !== 0xffffffff);
}
