import type { PropertyName } from './condition.ts';

/** What the values of a property are compared as. */
export type ColumnType = 'text' | 'version' | 'integer' | 'instant' | 'number';

/** Where a property of a session is stored. */
export interface PropertyColumn {
  readonly column: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** The column that orders it; absent: the same. */
  readonly orderColumn?: string;
}

const COLUMNS: Readonly<Record<PropertyName, PropertyColumn>> = {
  identity: { column: 'identity', type: 'text', nullable: false },
  identifier: { column: 'identifier', type: 'text', nullable: false },
  state: { column: 'state', type: 'integer', nullable: false },
  timestamp: { column: 'timestampNs', type: 'instant', nullable: false },
  startTimestamp: { column: 'startNs', type: 'instant', nullable: true },
  endTimestamp: { column: 'endNs', type: 'instant', nullable: true },
  'timeRange.startTime': { column: 'startNs', type: 'integer', nullable: true },
  'timeRange.endTime': { column: 'endNs', type: 'integer', nullable: true },
  type: { column: 'type', type: 'text', nullable: true },
  quality: { column: 'quality', type: 'number', nullable: true },
  group: { column: 'group', type: 'text', nullable: true },
  version: { column: 'version', type: 'version', nullable: true, orderColumn: 'versionKey' },
  duration: { column: 'durationNs', type: 'integer', nullable: true },
  clientSessionGroupId: { column: 'clientSessionGroupId', type: 'text', nullable: true },
  createdAt: { column: 'createdNs', type: 'instant', nullable: false },
  updatedAt: { column: 'updatedNs', type: 'instant', nullable: false },
};

export function propertyColumn(name: PropertyName): PropertyColumn {
  return COLUMNS[name];
}
