import { groupRows } from './group-rows.ts';
import { type Row, readTable, requireUnique, type TableContext } from './read-table.ts';
import type { Ssn2Application, Ssn2Group } from './ssn2-recording.ts';
import { int64, integer, nullable, optional, text } from './table-columns.ts';

const APPLICATION = {
  ConfigurationSetId: int64,
  ApplicationGroupId: integer(),
  ApplicationGroupName: text(150),
  ApplicationGroupDescription: optional(text(4000), ''),
  ApplicationId: optional(nullable(integer()), null),
};

const GROUP = {
  ParameterGroupId: integer(),
  ApplicationGroupId: integer(),
  ParameterGroupName: text(150),
  ParameterGroupDescription: optional(text(4000), ''),
  ParentParameterGroupId: optional(integer(), 0),
};

type GroupRow = Row<typeof GROUP>;

/** Application groups and parameter groups of one set. */
export interface GroupTree {
  readonly applications: readonly Ssn2Application[];
  readonly groups: readonly Ssn2Group[];
}

/**
 * Read the groups of all sets. A group belongs to the set of its application group; one whose
 * application group does not exist is left out, one whose parents do not lead to the top becomes
 * a group at the top, both with SSN2_LINK_BROKEN.
 */
export async function readGroups(
  context: TableContext,
  maxRows: number,
): Promise<(setId: bigint) => GroupTree> {
  const applications = await readTable(
    context,
    'ConfigurationSetApplicationGroup',
    APPLICATION,
    maxRows,
  );
  const rows = await readTable(context, 'ConfigurationSetParameterGroup', GROUP, maxRows);
  requireUnique(
    context.log,
    'ConfigurationSetApplicationGroup',
    applications,
    (row) => row.ApplicationGroupId,
  );
  requireUnique(context.log, 'ConfigurationSetParameterGroup', rows, (row) => row.ParameterGroupId);
  const applicationsOfSet = groupRows(applications, (row) => row.ConfigurationSetId);
  const groupsOfApplication = groupRows(rows, (row) => row.ApplicationGroupId);
  const known = new Set(applications.map((row) => row.ApplicationGroupId));
  for (const [id, { length }] of groupsOfApplication) {
    if (known.has(id)) continue;
    context.log.warn(
      'SSN2_LINK_BROKEN',
      `${length} parameter groups belong to application group ${id}, which does not exist. They are left out.`,
      { table: 'ConfigurationSetParameterGroup', applicationGroupId: id, groups: length },
    );
  }
  return (setId) => {
    const own = applicationsOfSet.get(setId) ?? [];
    const names = new Map(own.map((row) => [row.ApplicationGroupId, row.ApplicationGroupName]));
    const groups = own.flatMap((row) => groupsOfApplication.get(row.ApplicationGroupId) ?? []);
    return {
      applications: own.map((row) => ({
        id: row.ApplicationGroupId,
        name: row.ApplicationGroupName,
        description: row.ApplicationGroupDescription,
        applicationId: row.ApplicationId,
      })),
      groups: nestGroups(context, groups, names),
    };
  };
}

/** Walk the tree from the top, so that parents come first and circles are never entered. */
function nestGroups(
  { log }: TableContext,
  rows: readonly GroupRow[],
  applications: ReadonlyMap<number, string>,
): Ssn2Group[] {
  const ids = new Set(rows.map((row) => row.ParameterGroupId));
  const children = groupRows(rows, (row) => row.ParentParameterGroupId);
  const isTop = (row: GroupRow) => row.ParentParameterGroupId === 0;
  const reached = new Set<GroupRow>();
  const groups: Ssn2Group[] = [];
  const walk = (start: GroupRow) => {
    const queue = [{ row: start, parentId: null as number | null, depth: 0 }];
    for (const { row, parentId, depth } of queue) {
      if (reached.has(row)) continue;
      reached.add(row);
      groups.push({
        id: row.ParameterGroupId,
        applicationGroupId: row.ApplicationGroupId,
        application: applications.get(row.ApplicationGroupId) ?? null,
        name: row.ParameterGroupName,
        description: row.ParameterGroupDescription,
        parentId,
        depth,
      });
      for (const child of children.get(row.ParameterGroupId) ?? []) {
        queue.push({ row: child, parentId: row.ParameterGroupId, depth: depth + 1 });
      }
    }
  };
  const isLost = (row: GroupRow) => !isTop(row) && !ids.has(row.ParentParameterGroupId);
  for (const row of rows) if (isTop(row)) walk(row);
  // Then those whose parent is missing; what is left hangs in a circle, cut at its first group.
  for (const row of [...rows.filter(isLost), ...rows]) {
    if (reached.has(row)) continue;
    log.warn(
      'SSN2_LINK_BROKEN',
      `the parents of parameter group ${row.ParameterGroupId} do not lead to the top. It is put there.`,
      { table: 'ConfigurationSetParameterGroup', parameterGroupId: row.ParameterGroupId },
    );
    walk(row);
  }
  return groups;
}
