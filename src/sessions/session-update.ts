import type { Prisma } from '../db/generated/sqlite/client.ts';
import { badInput } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
import { extendRange, type TimeRange } from '../lib/time-range.ts';
import { checkCategory } from './session-details.ts';
import { SESSION_STATE_CODES } from './session-state.ts';
import type {
  SessionUpdate,
  SessionUpdateArguments,
  SessionUpdateName,
} from './session-update-arguments.ts';
import { deleteDataBindings, setDataBindings, updateDataBindings } from './update-data-bindings.ts';
import { deleteDetails, jsonDetails, putDetails, textDetails } from './update-details.ts';
import { deleteFolders, setFolders, updateFolders } from './update-folders.ts';
import { putConfigBindings, putLabels, putMarkers } from './update-records.ts';
import { deleteRefs, setRefs, updateRefs } from './update-refs.ts';
import { checkRange, checkText, type UpdateTarget } from './update-target.ts';

/**
 * Apply one operation. What it does to lists is written at once, what it does to the session's own
 * columns when the request ends; later operations see the effects of earlier ones.
 *
 * @param path Where the operation stands in the request, for messages.
 * @throws {AppError} BAD_USER_INPUT.
 */
export async function applyUpdate(
  target: UpdateTarget,
  update: SessionUpdate,
  path: string,
): Promise<void> {
  const given = Object.entries(update).filter(([, argument]) => argument != null);
  const [entry] = given;
  if (!entry || given.length > 1) {
    throw badInput(path, `Expected exactly one operation, got ${given.length}.`);
  }
  const name = entry[0] as SessionUpdateName;
  if (entry[1] === false) throw badInput(`${path}.${name}`, 'Expected true, got false.');
  const operation = OPERATIONS[name] as Operation<SessionUpdateName>;
  await operation(target, entry[1] as never, `${path}.${name}`);
}

type Operation<Name extends SessionUpdateName> = (
  target: UpdateTarget,
  argument: SessionUpdateArguments[Name],
  path: string,
) => void | Promise<void>;

const OPERATIONS: { readonly [Name in SessionUpdateName]: Operation<Name> } = {
  updateHeartbeat: ({ changed }) => {
    changed.add('heartbeat');
  },
  setState: (target, state) => setColumn(target, 'state', SESSION_STATE_CODES[state]),
  setTimestamp: ({ patch, changed }, { text, instantNs }) => {
    patch.timestampText = text;
    patch.timestampNs = instantNs;
    changed.add('timestamp');
  },
  setTimeRange: (target, range, path) => setTimeRange(target, checkRange(range, path)),
  extendTimeRange: (target, range, path) =>
    setTimeRange(target, extendRange(target.timeRange, checkRange(range, path))),
  clearTimeRange: (target) => setTimeRange(target, null),
  setIdentifier: (target, text, path) => setColumn(target, 'identifier', checkText(text, path)),
  setDetails: async (target, { category, details }, path) => {
    await deleteDetails(target, checkCategory(category, `${path}.category`));
    await putDetails(target, category, textDetails(details, path), path);
  },
  updateDetails: (target, { category, details }, path) =>
    putDetails(target, category, textDetails(details, path), path),
  setDetailsJson: async (target, { category, json }, path) => {
    await deleteDetails(target, checkCategory(category, `${path}.category`));
    await putDetails(target, category, jsonDetails(json, path), path);
  },
  updateDetailsJson: (target, { category, json }, path) =>
    putDetails(target, category, jsonDetails(json, path), path),
  deleteDetails: (target, { category, keys }, path) =>
    deleteDetails(target, checkCategory(category, `${path}.category`), keys),
  setType: (target, text, path) => setColumn(target, 'type', checkText(text, path)),
  clearType: (target) => setColumn(target, 'type', null),
  setQuality: (target, quality, path) => {
    if (!(quality >= 0 && quality <= 1)) {
      throw badInput(path, `Expected a number from 0 to 1, got ${quality}.`);
    }
    setColumn(target, 'quality', quality);
  },
  clearQuality: (target) => setColumn(target, 'quality', null),
  setGroup: (target, text, path) => setColumn(target, 'group', checkText(text, path)),
  clearGroup: (target) => setColumn(target, 'group', null),
  setVersion: (target, text, path) => setColumn(target, 'version', checkText(text, path)),
  clearVersion: (target) => setColumn(target, 'version', null),
  setMarkers: async (target, categories, path) => {
    const { tx, sessionId } = target;
    await tx.prisma.marker.deleteMany({ where: { sessionId } });
    await putMarkers(target, categories, path);
  },
  updateMarkers: (target, categories, path) => putMarkers(target, categories, path),
  deleteMarkers: async ({ tx, sessionId, changed }, ids) => {
    for (const markerId of chunks(ids, 500)) {
      await tx.prisma.marker.deleteMany({ where: { sessionId, markerId: { in: markerId } } });
    }
    changed.add('markers');
  },
  setConfigBindings: async (target, bindings, path) => {
    const { tx, sessionId } = target;
    await tx.prisma.configBinding.deleteMany({ where: { sessionId } });
    await putConfigBindings(target, bindings, path);
  },
  updateConfigBindings: (target, bindings, path) => putConfigBindings(target, bindings, path),
  deleteConfigBindings: async ({ tx, sessionId, changed }, identifiers) => {
    for (const identifier of chunks(identifiers, 500)) {
      await tx.prisma.configBinding.deleteMany({
        where: { sessionId, identifier: { in: identifier } },
      });
    }
    changed.add('configBindings');
  },
  setDataBindings,
  updateDataBindings,
  deleteDataBindings,
  setFolders,
  updateFolders,
  deleteFolders,
  setRefAnchors: setRefs('ANCHOR'),
  updateRefAnchors: updateRefs('ANCHOR'),
  deleteRefAnchors: deleteRefs('ANCHOR'),
  setAlternateOfRefs: setRefs('ALTERNATE_OF'),
  updateAlternateOfRefs: updateRefs('ALTERNATE_OF'),
  deleteAlternateOfRefs: deleteRefs('ALTERNATE_OF'),
  setChildOfRefs: setRefs('CHILD_OF'),
  updateChildOfRefs: updateRefs('CHILD_OF'),
  deleteChildOfRefs: deleteRefs('CHILD_OF'),
  setLabels: async (target, labels, path) => {
    const { tx, sessionId } = target;
    await tx.prisma.sessionLabel.deleteMany({ where: { sessionId } });
    await putLabels(target, labels, path);
  },
  updateLabels: (target, labels, path) => putLabels(target, labels, path),
  deleteLabels: async ({ tx, sessionId, changed }, labels) => {
    for (const label of chunks(labels, 500)) {
      await tx.prisma.sessionLabel.deleteMany({ where: { sessionId, label: { in: label } } });
    }
    changed.add('labels');
  },
  setClientSessionGroupId: (target, text, path) => {
    if (checkText(text, path).length > 64) {
      throw badInput(path, `Expected at most 64 characters, got ${text.length}.`);
    }
    setColumn(target, 'clientSessionGroupId', text);
  },
  clearClientSessionGroupId: (target) => setColumn(target, 'clientSessionGroupId', null),
};

function setColumn<Name extends keyof Prisma.SessionUpdateInput>(
  { patch, changed }: UpdateTarget,
  name: Name,
  value: Prisma.SessionUpdateInput[Name],
) {
  patch[name] = value;
  changed.add(name);
}

function setTimeRange(target: UpdateTarget, range: TimeRange | null) {
  target.timeRange = range;
  target.patch.startNs = range?.startTime ?? null;
  target.patch.endNs = range?.endTime ?? null;
  target.changed.add('timeRange');
}
