import { isIntegerType } from '../../core/data-type.ts';
import type { ApplicationContent, ConfigurationContent } from '../configuration-content.ts';
import type { ConfigurationProblem } from '../validate-configuration.ts';
import { childPath, type JsonPath, quote, ROOT } from './json-path.ts';
import { RtaProblems } from './rta-problems.ts';
import { RTA_LANGUAGES } from './rta-words.ts';

/**
 * What a document cannot say of a configuration, and what its reader would refuse; none for
 * content that came from a document.
 *
 * @returns warnings whose paths are places in the document.
 */
export function listRtaLosses({
  description,
  applications,
}: ConfigurationContent): ConfigurationProblem[] {
  const problems = new RtaProblems();
  const lose = (path: JsonPath, message: string) => problems.warn('RTA_LOSS', path, message);
  if (description !== null) lose(ROOT, 'A document has no place for the description of the set.');
  if (!isOrderKept(applications)) {
    lose(ROOT, 'Applications whose names are numbers come first in a JSON object.');
  }
  const conversions = ownersOf(applications, ({ conversions: all }) => all.map(({ name }) => name));
  const channels = ownersOf(applications, ({ channels: all }) =>
    all.map(({ channelId }) => channelId),
  );
  for (const application of applications) {
    const { name } = application;
    const path = childPath(ROOT, name);
    const at = (list: string, i: number) => childPath(childPath(path, list), i);
    if (application.applicationId !== null) {
      lose(path, 'A document has no place for the number of an application.');
    }
    const isFloat = new Set(
      application.channels.flatMap(({ channelId, dataType }) =>
        isIntegerType(dataType) ? [] : channelId,
      ),
    );
    application.parameters.forEach((parameter, i) => {
      const here = at('parameters', i);
      const { conversion, bitShift, dataBitMask } = parameter;
      if (parameter.nameSource !== null) {
        lose(here, 'A document has no place for the source of a derived name.');
      }
      if (conversion !== null && conversions.get(conversion) !== name) {
        lose(here, `The conversion ${quote(conversion)} is of another application.`);
      }
      if (parameter.channels.some((id) => channels.get(id) !== name)) {
        lose(here, 'A channel is of another application.');
      }
      const hasBits = bitShift !== 0 || (dataBitMask !== 0 && dataBitMask !== 0xffffffff);
      if (hasBits && parameter.channels.some((id) => isFloat.has(id))) {
        lose(here, 'Shift and mask do not go with a channel that holds no integers.');
      }
      if (parameter.function && !RTA_LANGUAGES.has(parameter.function.language)) {
        lose(here, `Documents have no language ${quote(parameter.function.language)}.`);
      }
    });
    application.channels.forEach(({ interval }, i) => {
      if (interval > BigInt(Number.MAX_SAFE_INTEGER)) {
        lose(at('channels', i), `JSON cannot hold the interval ${interval} exactly.`);
      }
    });
    application.eventDefinitions.forEach(({ groupName }, i) => {
      if (groupName === name) return;
      lose(at('events', i), `Events belong to their application, not to ${quote(groupName)}.`);
    });
  }
  return problems.warnings;
}

function ownersOf<K>(
  applications: readonly ApplicationContent[],
  listKeys: (application: ApplicationContent) => K[],
): Map<K, string> {
  return new Map(
    applications.flatMap((application) =>
      listKeys(application).map((key) => [key, application.name] as const),
    ),
  );
}

function isOrderKept(applications: readonly ApplicationContent[]): boolean {
  const names = applications.map(({ name }) => name);
  const kept = Object.keys(Object.fromEntries(names.map((name) => [name, null])));
  return names.every((name, i) => kept[i] === name);
}
