import type { ItemType } from '../sessions/session-details.ts';
import type { PropertyPlace } from './property-totals.ts';
import { OWN_PROPERTIES } from './session-facts.ts';

/** A column of a session whose least and greatest value an index knows. */
export type EndColumn =
  | 'timestampNs'
  | 'startNs'
  | 'endNs'
  | 'identifier'
  | 'type'
  | 'quality'
  | 'group'
  | 'versionKey';

/** A property that a session has of itself. */
export interface OwnProperty {
  /** Its name in queries. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly type: ItemType;
  /** Where its values are counted; null when they are not. */
  readonly place: PropertyPlace | null;
  /** Which sessions have one that is not counted: all, or those with data. */
  readonly presence?: 'always' | 'with data';
  /** Where its ends are found; without one, among its values. */
  readonly column: EndColumn | null;
  readonly canSort: boolean;
}

const fact = (key: string): PropertyPlace => ({ category: OWN_PROPERTIES, key });

/** Those of RTA's metamodel, and labels. */
export const OWN_PROPERTY_LIST: readonly OwnProperty[] = [
  {
    id: 'state',
    label: 'State',
    description: 'Where the session is in its life; in the order of RTA’s numbers.',
    type: 'STRING',
    place: fact('state'),
    column: null,
    canSort: true,
  },
  {
    id: 'timestamp',
    label: 'Timestamp',
    description: 'Official time.',
    type: 'DATE_TIME',
    place: null,
    presence: 'always',
    column: 'timestampNs',
    canSort: true,
  },
  {
    id: 'startTimestamp',
    label: 'Start',
    description: 'Time of the first sample.',
    type: 'DATE_TIME',
    place: null,
    presence: 'with data',
    column: 'startNs',
    canSort: true,
  },
  {
    id: 'endTimestamp',
    label: 'End',
    description: 'Time of the last sample.',
    type: 'DATE_TIME',
    place: null,
    presence: 'with data',
    column: 'endNs',
    canSort: true,
  },
  {
    id: 'identifier',
    label: 'Identifier',
    description: 'Name for people.',
    type: 'STRING',
    place: null,
    presence: 'always',
    column: 'identifier',
    canSort: true,
  },
  {
    id: 'type',
    label: 'Type',
    description: 'Origin or kind of content.',
    type: 'STRING',
    place: fact('type'),
    column: 'type',
    canSort: true,
  },
  {
    id: 'quality',
    label: 'Quality',
    description: 'From 0, worst, to 1, best.',
    type: 'DOUBLE',
    place: fact('quality'),
    column: 'quality',
    canSort: true,
  },
  {
    id: 'group',
    label: 'Group',
    description: 'Label among the sessions it is shown with.',
    type: 'STRING',
    place: fact('group'),
    column: 'group',
    canSort: true,
  },
  {
    id: 'version',
    label: 'Version',
    description: 'Version, SemVer style and in that order.',
    type: 'STRING',
    place: fact('version'),
    column: 'versionKey',
    canSort: true,
  },
  {
    id: 'labels',
    label: 'Labels',
    description: 'Labels, of which a session may have several.',
    type: 'STRING',
    place: fact('label'),
    column: null,
    canSort: false,
  },
];
