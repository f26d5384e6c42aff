import type { GroupContent, ParameterContent } from '../configuration-content.ts';
import { type JsonPath, quote } from './json-path.ts';
import type { Entry, RtaObject } from './rta-object.ts';
import { type RtaScope, withoutRepeats } from './rta-parameter.ts';

/** Levels of groups. */
export const MAX_GROUP_DEPTH = 32;

/** A parameter of the application and where it is defined. */
export interface PlacedParameter {
  readonly parameter: ParameterContent;
  readonly path: JsonPath;
}

/**
 * Read the tree of an application.
 *
 * A parameter in no group stands directly under the application, also one that the tree leaves out.
 *
 * @param application Where the tree is the member `tree`; it may have none.
 */
export function readTree(
  application: RtaObject,
  parameters: readonly PlacedParameter[],
  scope: RtaScope,
): GroupContent[] {
  const tree = application.object('tree');
  const inGroups = new Set<string>();
  const groups = (tree?.objects('groups') ?? []).map((group) =>
    readGroup(group, 1, scope, inGroups),
  );
  const direct = tree ? readReferences(tree, scope) : [];
  tree?.close();

  const isDirect = new Set(direct.map(({ value }) => value));
  for (const { value, path } of direct) {
    if (!inGroups.has(value)) continue;
    application.problems.warn(
      'PARAMETER_TWICE_IN_TREE',
      path,
      `The parameter ${quote(value)} stands in a group and directly under the application; the group counts.`,
    );
  }
  for (const { parameter, path } of parameters) {
    const { identifier } = parameter;
    if (identifier === '' || inGroups.has(identifier) || isDirect.has(identifier)) continue;
    application.problems.warn(
      'PARAMETER_NOT_IN_TREE',
      path,
      `The parameter ${quote(identifier)} is not in the tree; it is listed under the application.`,
    );
  }
  if (tree) warnOfOrder(tree, direct, parameters, inGroups);
  return groups;
}

function readGroup(
  source: RtaObject,
  depth: number,
  scope: RtaScope,
  inGroups: Set<string>,
): GroupContent {
  const identifier = source.name('id');
  scope.registry.define('group', identifier, scope.application, source.at('id'));
  const description = source.text('desc');
  const parameters = readReferences(source, scope).map(({ value }) => value);
  for (const parameter of parameters) inGroups.add(parameter);
  let groups: GroupContent[] = [];
  if (depth < MAX_GROUP_DEPTH) {
    groups = source.objects('groups').map((group) => readGroup(group, depth + 1, scope, inGroups));
  } else if (source.has('groups') && source.objects('groups').length > 0) {
    source.problems.error(source.at('groups'), `Groups nest at most ${MAX_GROUP_DEPTH} deep.`);
  }
  source.close();
  return { identifier, description, groups, parameters };
}

function readReferences(source: RtaObject, scope: RtaScope): Entry<string>[] {
  const entries = withoutRepeats(source.texts('params'), source);
  for (const { value, path } of entries) {
    scope.registry.refer('parameter', value, scope.application, path);
  }
  return entries;
}

/** The catalogue keeps one order of parameters, that of their definition. */
function warnOfOrder(
  tree: RtaObject,
  direct: readonly Entry<string>[],
  parameters: readonly PlacedParameter[],
  inGroups: ReadonlySet<string>,
): void {
  const positions = new Map(parameters.map(({ parameter }, i) => [parameter.identifier, i]));
  let last = -1;
  for (const { value } of direct) {
    const position = positions.get(value);
    if (position === undefined || inGroups.has(value)) continue;
    if (position < last) {
      tree.problems.warn(
        'TREE_ORDER',
        tree.at('params'),
        'Parameters directly under an application are kept in the order of "parameters".',
      );
      return;
    }
    last = position;
  }
}
