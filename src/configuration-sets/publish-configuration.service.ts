import type { Writer } from '../db/db.ts';
import type { ConfigurationSet } from '../db/generated/sqlite/client.ts';
import { AppError, badInput, notFound } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
import type { Runtime } from '../runtime.ts';
import type { ConfigurationContent } from './configuration-content.ts';
import { decodeDraft, encodeDraft, extendContent } from './configuration-draft.ts';
import { hashConfiguration } from './configuration-hash.ts';
import { firstDifference } from './first-difference.ts';
import { loadConfiguration } from './load-configuration.ts';
import { storeConfiguration } from './store-configuration.ts';
import {
  type ConfigurationProblem,
  type ValidationOptions,
  validateConfiguration,
} from './validate-configuration.ts';

export interface ConfigurationResult {
  readonly configurationSet: ConfigurationSet;
  readonly created: boolean;
  readonly warnings: readonly ConfigurationProblem[];
}

type PublishRuntime = Pick<Runtime, 'db' | 'now'>;

/** Characters of a draft as JSON; what is larger is published at once, as a document. */
const MAX_DRAFT_LENGTH = 64 * 2 ** 20;

/**
 * Publish a configuration set. It never changes afterwards: the same content again changes
 * nothing, and succeeds.
 *
 * @throws {AppError} BAD_USER_INPUT with every problem found in `problems`; CONFLICT with the first
 *   difference when the identifier is taken by other content.
 */
export function publishConfiguration(
  { db, now }: PublishRuntime,
  identifier: string,
  content: ConfigurationContent,
  options: ValidationOptions = {},
): Promise<ConfigurationResult> {
  return db.write((tx) => publishIn(tx, identifier, content, now(), options));
}

/** The same within a transaction that does more. */
export async function publishIn(
  tx: Writer,
  identifier: string,
  content: ConfigurationContent,
  now: bigint,
  options: ValidationOptions = {},
): Promise<ConfigurationResult> {
  checkIdentifier(identifier);
  const warnings = validated(content, 'input', options);
  await tx.lock(`configuration ${identifier}`);
  const hash = hashConfiguration(content);
  const stored = await tx.prisma.configurationSet.findUnique({ where: { identifier } });
  if (stored && stored.hash === hash) return { configurationSet: stored, created: false, warnings };
  if (stored) throw await conflict(tx, stored, content, hash);

  const created = await tx.prisma.configurationSet.create({
    data: { identifier, state: 'DRAFT', createdNs: now },
  });
  const configurationSet = await commit(tx, created, content, hash, now);
  return { configurationSet, created: true, warnings };
}

/**
 * Begin a set as a draft, which can be extended until it is committed. Nothing of it is checked as
 * a whole, or seen, before that.
 *
 * @throws {AppError} CONFLICT when the identifier is taken.
 */
export function createDraft(
  { db, now }: PublishRuntime,
  identifier: string,
  content: ConfigurationContent,
): Promise<ConfigurationResult> {
  checkIdentifier(identifier);
  return db.write(async (tx) => {
    await tx.lock(`configuration ${identifier}`);
    const stored = await tx.prisma.configurationSet.findUnique({
      where: { identifier },
      include: { draft: true },
    });
    const text = draftText(content);
    // The same request again finds its own draft.
    if (stored?.draft?.content === text) {
      return { configurationSet: stored, created: false, warnings: [] };
    }
    if (stored) {
      const state =
        stored.state === 'DRAFT'
          ? 'is a draft already: extend it, or delete it first'
          : 'exists already, and is committed';
      throw new AppError('CONFLICT', `Configuration set "${identifier}" ${state}.`, {
        argument: 'input.identifier',
      });
    }
    const configurationSet = await tx.prisma.configurationSet.create({
      data: {
        identifier,
        description: content.description,
        state: 'DRAFT',
        createdNs: now(),
        draft: { create: { content: text } },
      },
    });
    return { configurationSet, created: true, warnings: [] };
  });
}

/**
 * Add content to a draft: applications and groups of the same name are joined, and what else has
 * the same name takes the place of what was. The same again changes nothing.
 *
 * @throws {AppError} NOT_FOUND; CONFLICT when the set is committed.
 */
export function extendDraft(
  { db }: PublishRuntime,
  identifier: string,
  more: ConfigurationContent,
): Promise<ConfigurationResult> {
  return db.write(async (tx) => {
    const { set, content } = await getDraft(tx, identifier);
    const extended = extendContent(content, more);
    await tx.prisma.configurationDraft.update({
      where: { configurationSetId: set.id },
      data: { content: draftText(extended) },
    });
    const configurationSet = await tx.prisma.configurationSet.update({
      where: { id: set.id },
      data: { description: extended.description },
    });
    return { configurationSet, created: false, warnings: [] };
  });
}

/**
 * Check a draft as a whole and publish it. A set that is committed already stays as it is.
 *
 * @throws {AppError} NOT_FOUND; BAD_USER_INPUT with every problem found: the draft stays a draft.
 */
export function commitDraft(
  { db, now }: PublishRuntime,
  identifier: string,
): Promise<ConfigurationResult> {
  return db.write(async (tx) => {
    await tx.lock(`configuration ${identifier}`);
    const stored = await tx.prisma.configurationSet.findUnique({ where: { identifier } });
    if (stored?.state === 'COMMITTED') {
      return { configurationSet: stored, created: false, warnings: [] };
    }
    const { set, content } = await getDraft(tx, identifier);
    const warnings = validated(content, 'draft');
    await tx.prisma.configurationDraft.delete({ where: { configurationSetId: set.id } });
    const hash = hashConfiguration(content);
    const configurationSet = await commit(tx, set, content, hash, now());
    return { configurationSet, created: false, warnings };
  });
}

export interface DeletedConfigurationSets {
  readonly deleted: readonly string[];
  /** Identifiers of which there was no set, which is no error. */
  readonly notFound: readonly string[];
}

/**
 * Delete sets that no session uses; all of them or none.
 *
 * @throws {AppError} CONFLICT when sessions are bound to one, with their number by identifier.
 */
export function deleteConfigurationSets(
  { db }: PublishRuntime,
  identifiers: readonly string[],
): Promise<DeletedConfigurationSets> {
  const wanted = [...new Set(identifiers)];
  return db.write(async (tx) => {
    const found: string[] = [];
    const bound: Record<string, number> = {};
    for (const some of chunks(wanted, 500)) {
      const where = { identifier: { in: some } };
      const sets = await tx.prisma.configurationSet.findMany({ where });
      found.push(...sets.map(({ identifier }) => identifier));
      const counts = await tx.prisma.configBinding.groupBy({
        by: ['identifier'],
        where: { identifier: { in: sets.map(({ identifier }) => identifier) } },
        _count: true,
      });
      for (const { identifier, _count } of counts) bound[identifier] = _count;
    }
    const [inUse] = Object.entries(bound);
    if (inUse) {
      const [identifier, sessions] = inUse;
      throw new AppError(
        'CONFLICT',
        `Configuration set "${identifier}" is in use by ${sessions} ${sessions === 1 ? 'session' : 'sessions'}; nothing was deleted.`,
        { argument: 'identifiers', sessions: bound },
      );
    }
    for (const some of chunks(found, 500)) {
      await tx.prisma.configurationSet.deleteMany({ where: { identifier: { in: some } } });
    }
    return { deleted: found, notFound: wanted.filter((name) => !found.includes(name)) };
  });
}

async function commit(
  tx: Writer,
  { id }: Pick<ConfigurationSet, 'id'>,
  content: ConfigurationContent,
  hash: string,
  now: bigint,
): Promise<ConfigurationSet> {
  await storeConfiguration(tx, id, content.applications);
  return tx.prisma.configurationSet.update({
    where: { id },
    data: { state: 'COMMITTED', description: content.description, hash, committedNs: now },
  });
}

async function getDraft(
  tx: Writer,
  identifier: string,
): Promise<{ set: ConfigurationSet; content: ConfigurationContent }> {
  await tx.lock(`configuration ${identifier}`);
  const set = await tx.prisma.configurationSet.findUnique({
    where: { identifier },
    include: { draft: true },
  });
  if (!set) throw notFound('ConfigurationSet', identifier);
  if (!set.draft) {
    throw new AppError(
      'CONFLICT',
      `Configuration set "${identifier}" is committed, and committed sets never change.`,
      { argument: 'identifier' },
    );
  }
  return { set, content: decodeDraft(set.draft.content) };
}

async function conflict(
  tx: Writer,
  stored: ConfigurationSet,
  content: ConfigurationContent,
  hash: string,
): Promise<AppError> {
  const details = { argument: 'input.identifier', storedHash: stored.hash, givenHash: hash };
  if (stored.state !== 'COMMITTED') {
    return new AppError(
      'CONFLICT',
      `Configuration set "${stored.identifier}" is a draft.`,
      details,
    );
  }
  const difference = firstDifference(await loadConfiguration(tx, stored), content);
  const where = difference
    ? ` First difference at ${difference.path}: stored ${difference.stored}, given ${difference.given}.`
    : '';
  return new AppError(
    'CONFLICT',
    `Configuration set "${stored.identifier}" exists with other content, and committed sets never change.${where}`,
    { ...details, difference },
  );
}

function checkIdentifier(identifier: string) {
  if (identifier === '' || identifier.length > 512) {
    throw badInput('input.identifier', `Expected 1 to 512 characters, got ${identifier.length}.`);
  }
}

function draftText(content: ConfigurationContent): string {
  const text = encodeDraft(content);
  if (text.length > MAX_DRAFT_LENGTH) {
    throw new AppError(
      'PAYLOAD_TOO_LARGE',
      `Expected a draft of at most ${MAX_DRAFT_LENGTH} characters, got ${text.length}. Publish it at once instead.`,
      { argument: 'input' },
    );
  }
  return text;
}

/** @returns the warnings. */
function validated(
  content: ConfigurationContent,
  path: string,
  options: ValidationOptions = {},
): readonly ConfigurationProblem[] {
  const { errors, warnings } = validateConfiguration(content, path, options);
  const [first] = errors;
  if (first) {
    const others = errors.length > 1 ? ` And ${errors.length - 1} more problems.` : '';
    throw new AppError('BAD_USER_INPUT', `${first.message}${others}`, {
      argument: first.path,
      problems: errors.map(({ path, message }) => ({ path, message })),
    });
  }
  return warnings;
}
