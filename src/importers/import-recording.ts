import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ConfigurationContent } from '../configuration-sets/configuration-content.ts';
import { hashConfiguration } from '../configuration-sets/configuration-hash.ts';
import { publishIn } from '../configuration-sets/publish-configuration.service.ts';
import { storeConstants } from '../constants/constant.service.ts';
import { isInt64 } from '../core/time/nanoseconds.ts';
import type { Writer } from '../db/db.ts';
import { AppError } from '../errors.ts';
import { putLaps } from '../laps/lap.service.ts';
import { toZonedInstant } from '../lib/zoned-instant.ts';
import type { Runtime } from '../runtime.ts';
import { type Burst, periodicBurst } from '../samples/blocks/burst.ts';
import type { WriteCounts } from '../samples/blocks/channel-writer.ts';
import { writeBursts } from '../samples/write-data.service.ts';
import { createOrUpdateIn } from '../sessions/create-or-update-session.ts';
import { lockFolders, type Writing } from '../sessions/session.service.ts';
import { lockSessionRefs, noteRefs, refreshSubSessions } from '../sessions/sub-sessions.ts';
import { ImportError, type ImportWarning } from './import-error.ts';
import { inspectSsn2 } from './ssn2/inspect-ssn2.ts';
import type { Ssn2Recording } from './ssn2/ssn2-recording.ts';
import { toConfiguration } from './ssn2/to-configuration.ts';
import { constantsOf, toInstant, updatesOf } from './ssn2/to-session-updates.ts';

/** What an import did, as the HTTP route and the command line report it. */
export interface ImportReport {
  readonly session: { readonly identity: string; readonly identifier: string };
  /** False when the recording was in the catalogue already: nothing changed then. */
  readonly created: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly warnings: readonly ImportWarning[];
}

export interface ImportOptions {
  /** Name of the file in messages; never a path of the server. */
  readonly fileName: string;
  /** The user is entitled to data with access restrictions, and has said so. */
  readonly allowRestricted?: boolean;
  /** Try a schema newer than the one that is known. */
  readonly allowNewerVersion?: boolean;
  /** Told of blocks checked and blocks in all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Codes by which the catalogue refuses what a file holds. */
const FILE_FAULTS: ReadonlySet<string> = new Set(['BAD_USER_INPUT', 'PAYLOAD_TOO_LARGE']);

type ImportRuntime = Pick<
  Runtime,
  'db' | 'signals' | 'propertyCounts' | 'limits' | 'now' | 'author'
>;

/**
 * Import a recording, all or nothing.
 *
 * The whole file is checked and decoded before anything is written, so that a damaged one does
 * not keep other writers waiting. A recording that is in the catalogue already changes nothing.
 *
 * @throws {ImportError} with a code of the format, when nothing could be imported.
 */
export async function importRecording(
  runtime: ImportRuntime,
  path: string,
  { fileName, allowRestricted, allowNewerVersion, onProgress, signal }: ImportOptions,
): Promise<ImportReport> {
  const recording = await inspectSsn2(
    path,
    {
      fileName,
      limits: { fileBytes: runtime.limits.maxImportBytes },
      ...(allowRestricted === undefined ? {} : { allowRestricted }),
      ...(allowNewerVersion === undefined ? {} : { allowNewerVersion }),
      ...(signal ? { signal } : {}),
    },
    onProgress,
  );
  try {
    const sha256 = await hashFile(path);
    const outcome = await storeOrExplain(runtime, recording, { fileName, sha256 });
    const { guid, identifier } = recording.session;
    if (outcome.created) runtime.signals.session.raise(guid);
    runtime.propertyCounts.noteWrite();
    return {
      session: { identity: guid, identifier },
      created: outcome.created,
      counts: countsOf(recording),
      warnings: [...recording.warnings, ...outcome.warnings],
    };
  } finally {
    recording.close();
  }
}

interface Outcome {
  readonly created: boolean;
  readonly warnings: readonly ImportWarning[];
}

async function storeOrExplain(
  { db, now, author }: ImportRuntime,
  recording: Ssn2Recording,
  file: { readonly fileName: string; readonly sha256: string },
): Promise<Outcome> {
  try {
    return await db.write((tx) => store(tx, recording, file, { now: now(), author }));
  } catch (error) {
    // What the catalogue's own rules refuse is, to the user, a fault of the file.
    if (!(error instanceof AppError) || !FILE_FAULTS.has(error.code)) throw error;
    throw new ImportError(
      'SSN2_CONFIG_UNSUPPORTED',
      `"${file.fileName}" holds something that the catalogue does not accept: ${error.message} Nothing was imported.`,
      { ...error.details },
      { cause: error },
    );
  }
}

async function store(
  tx: Writer,
  recording: Ssn2Recording,
  { fileName, sha256 }: { readonly fileName: string; readonly sha256: string },
  writing: Writing,
): Promise<Outcome> {
  const { guid } = recording.session;
  await lockFolders(tx);
  await tx.lock(`session ${guid}`);
  const existing = await tx.prisma.session.findUnique({
    where: { identity: guid },
    include: { imports: true },
  });
  if (existing) {
    const isSame = existing.imports.some((record) => record.sha256 === sha256);
    const warning: ImportWarning = isSame
      ? {
          code: 'ALREADY_IMPORTED',
          message: `"${fileName}" was imported before; nothing changed.`,
        }
      : {
          code: 'SESSION_EXISTS',
          message: `The session of "${fileName}" is in the catalogue already, from another file; nothing changed. Delete it first to import this one.`,
        };
    return { created: false, warnings: [warning] };
  }

  const warnings: ImportWarning[] = [];
  const bindings: { identifier: string; channelOffset: number }[] = [];
  for (const set of recording.configurationSets) {
    const content = toConfiguration(set);
    const identifier = await freeIdentifier(tx, set.identifier || guid, content);
    if (identifier !== set.identifier) {
      warnings.push({
        code: 'CONFIGURATION_RENAMED',
        message: `The catalogue has another configuration set "${set.identifier}"; that of "${fileName}" is stored as "${identifier}".`,
      });
    }
    await publishIn(tx, identifier, content, writing.now, { lenient: true });
    bindings.push({ identifier, channelOffset: set.channelOffset });
  }

  const { session } = await createOrUpdateIn(
    tx,
    {
      identity: guid,
      createIfNotExists: {
        state: recording.session.state === 2 ? 'CLOSED' : 'TRUNCATED',
        timestamp: toZonedInstant(recording.session.epochMidnight + recording.session.startTs),
        identifier: recording.session.identifier || guid,
      },
      updates: updatesOf(recording, bindings),
    },
    writing,
  );
  const { epochMidnight } = recording.session;
  await putLaps(
    tx,
    session.id,
    recording.laps.map(({ number, name, startTs, storedFinishTs, ...lap }) => ({
      number,
      name: name.slice(0, 150) || `Lap ${number}`,
      startTime: toInstant(epochMidnight, startTs, `lap ${number}`),
      // Such finishes are for reference: one that cannot be true is left out.
      storedEndTime:
        storedFinishTs === null || !isInt64(epochMidnight + storedFinishTs)
          ? null
          : epochMidnight + storedFinishTs,
      triggerSource: lap.triggerSource,
      countForFastestLap: lap.countForFastestLap,
    })),
  );
  await storeConstants(tx, session.id, constantsOf(recording.constants));
  const counts: WriteCounts = { stored: 0, duplicates: 0, replaced: 0 };
  await writeBursts(tx, session.id, burstsOf(recording), counts);
  // Last, since everybody else who changes refs waits from here on.
  await storeLinks(tx, session.id, recording);
  await tx.prisma.importRecord.create({
    data: { sessionId: session.id, format: 'ssn2', fileName, sha256, importedNs: writing.now },
  });
  return { created: true, warnings };
}

/** The set's own identifier, or one with part of its hash where other content has taken it. */
async function freeIdentifier(
  { prisma }: Writer,
  identifier: string,
  content: ConfigurationContent,
): Promise<string> {
  const hash = hashConfiguration(content);
  const taken = await prisma.configurationSet.findUnique({ where: { identifier } });
  return !taken || taken.hash === hash ? identifier : `${identifier}#${hash.slice(0, 12)}`;
}

/** Associated sessions, by anchors that are made of their keys; they may arrive in any order. */
async function storeLinks(tx: Writer, sessionId: number, recording: Ssn2Recording) {
  await lockSessionRefs(tx);
  const before = await noteRefs(tx, [sessionId]);
  const { guid } = recording.session;
  const parents = recording.associates.flatMap(({ parentGuid, childGuid }) =>
    childGuid === guid && parentGuid !== guid ? [parentGuid] : [],
  );
  await tx.prisma.sessionRef.createMany({
    data: [
      { sessionId, kind: 'ANCHOR', uri: `ssn2:${guid}` },
      ...[...new Set(parents)].map((parent) => ({
        sessionId,
        kind: 'CHILD_OF',
        uri: `ssn2:${parent}`,
      })),
    ],
  });
  await refreshSubSessions(tx, before);
}

async function* burstsOf(recording: Ssn2Recording): AsyncGenerator<Burst> {
  const { epochMidnight } = recording.session;
  for await (const block of recording.readBlocks()) {
    const { channelId, dataType, startTs, interval, bytes } = block;
    yield periodicBurst(channelId, dataType, epochMidnight + startTs, interval, bytes);
  }
}

function countsOf(recording: Ssn2Recording): Record<string, number> {
  const { configurationSets: sets, laps, markers, items, constants } = recording;
  return {
    configurationSets: sets.length,
    parameters: sets.reduce((sum, { parameters }) => sum + parameters.length, 0),
    channels: sets.reduce((sum, { channels }) => sum + channels.length, 0),
    laps: laps.length,
    markers: markers.length,
    items: items.length,
    constants: constants.length,
    blocks: recording.blocks,
    samples: recording.sampleCount,
    blocksLeftOut: recording.leftOut.blocks,
    samplesLeftOut: recording.leftOut.sampleCount,
  };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
