import type { EventDefinition } from '../configuration-sets/configuration-set.service.ts';
import type { Loaders } from '../context.ts';
import { compileConversion } from '../core/conversions/conversion.ts';
import { compileFormat } from '../core/format/format-number.ts';
import { type Conversion, definitionOf } from '../parameters/parameter.service.ts';
import type { Event } from './event.service.ts';

type FormatLoaders = Pick<
  Loaders,
  'boundSetsOfSession' | 'eventDefinitionsOfSet' | 'conversionsOfSet'
>;

/** The definition of an event in the sets its session uses, with the set's conversions. */
export async function findDefinition(
  loaders: FormatLoaders,
  event: Event,
): Promise<{ definition: EventDefinition; setId: number } | null> {
  const sameId: { definition: EventDefinition; setId: number }[] = [];
  for (const { configurationSet: set } of await loaders.boundSetsOfSession.load(event.sessionId)) {
    if (!set) continue;
    for (const definition of await loaders.eventDefinitionsOfSet.load(set.id)) {
      if (definition.eventDefinitionId !== event.eventDefinitionId) continue;
      const found = { definition, setId: set.id };
      if (definition.groupName === event.groupName) return found;
      sameId.push(found);
    }
  }
  // Loggers send the id alone: it will do where only one definition has it.
  return event.groupName === '' && sameId.length === 1 ? (sameId[0] ?? null) : null;
}

/** The text of an event; a value without a conversion is written as `%g`. */
export async function formatEvent(loaders: FormatLoaders, event: Event): Promise<string> {
  if (event.statusText) return event.statusText;
  const found = await findDefinition(loaders, event);
  const names = found ? (JSON.parse(found.definition.conversions) as string[]) : [];
  const conversions = found ? await loaders.conversionsOfSet.load(found.setId) : [];
  return event.values
    .map((value, i) => {
      const conversion = conversions.find(({ name }) => name === names[i]);
      return conversion ? convertAndFormat(conversion, value) : compileFormat('%g')(value);
    })
    .join(' ');
}

function convertAndFormat(conversion: Conversion, raw: number): string {
  const { apply, text } = compileConversion(definitionOf(conversion));
  const [value = Number.NaN] = apply(Float64Array.of(raw));
  return compileFormat(conversion.format)(value, text?.(value));
}
