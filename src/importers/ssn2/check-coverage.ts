import type { FindingLog } from './finding-log.ts';
import type { SessionChannel } from './read-configuration.ts';
import { type Row, readTable, type TableContext } from './read-table.ts';
import type { GoodBlock, ScanResult } from './scan-streams.ts';
import type { Ssn2Coverage, Ssn2Session } from './ssn2-recording.ts';
import { int64, integer, nullable, optional } from './table-columns.ts';

const DECLARED = {
  SessionId: int64,
  ChannelId: integer(),
  FirstTS: optional(nullable(int64), null),
  LastTS: optional(nullable(int64), null),
  SampleCount: optional(nullable(int64), null),
};

type Declared = Row<typeof DECLARED>;

/**
 * Sort the blocks of every channel by time, sum up what they cover, and compare it with what the
 * file declares: overlaps, counts, first and last timestamps, bounds of the session. All that
 * disagrees is a warning.
 */
export async function checkCoverage(
  context: TableContext,
  sessionId: bigint,
  session: Ssn2Session,
  channels: ReadonlyMap<number, SessionChannel>,
  scan: ScanResult,
  maxRows: number,
): Promise<Ssn2Coverage[]> {
  const { log, slice } = context;
  const table = 'ConfigurationSetSessionChannel';
  const rows = await readTable(context, table, DECLARED, maxRows);
  const declared = new Map(
    rows.filter((row) => row.SessionId === sessionId).map((row) => [row.ChannelId, row]),
  );
  const coverage: Ssn2Coverage[] = [];
  for (const channel of [...channels.values()].sort((a, b) => a.channelId - b.channelId)) {
    const { channelId } = channel;
    const blocks = scan.blocks.get(channelId) ?? [];
    blocks.sort((a, b) => compare(a.startTs, b.startTs));
    const covered = sumUp(channel, blocks, scan);
    coverage.push(covered);
    warnOfOverlaps(log, channelId, blocks);
    compareDeclared(log, covered, declared.get(channelId));
    declared.delete(channelId);
    if (slice.due()) await slice.pause();
  }
  for (const row of declared.values()) {
    if ((row.SampleCount ?? 0n) > 0n) warnOfCount(log, row.ChannelId, 0, row.SampleCount ?? 0n);
  }
  compareSession(log, session, coverage);
  return coverage;
}

function sumUp(
  { channelId, stored }: SessionChannel,
  blocks: readonly GoodBlock[],
  scan: ScanResult,
): Ssn2Coverage {
  let sampleCount = 0;
  let lastTs: bigint | null = null;
  for (const block of blocks) {
    sampleCount += block.sampleCount;
    if (lastTs === null || block.lastTs > lastTs) lastTs = block.lastTs;
  }
  const stated = stored.verdict === 'by width' ? null : stored.verdict;
  return {
    channelId,
    dataType: scan.dataTypes.get(channelId) ?? stated,
    interval: stored.interval,
    blocks: blocks.length,
    sampleCount,
    firstTs: blocks[0]?.startTs ?? null,
    lastTs,
    leftOutBlocks: scan.leftOutBlocks.get(channelId) ?? 0,
  };
}

function warnOfOverlaps(log: FindingLog, channelId: number, blocks: readonly GoodBlock[]): void {
  let overlaps = 0;
  let first: bigint | null = null;
  let reached: bigint | null = null;
  for (const { startTs, lastTs } of blocks) {
    if (reached !== null && startTs <= reached) {
      overlaps++;
      first ??= startTs;
    }
    if (reached === null || lastTs > reached) reached = lastTs;
  }
  if (overlaps === 0) return;
  log.warn(
    'SSN2_BLOCK_OVERLAP',
    `${overlaps} blocks of channel ${channelId} begin before an earlier one ends, first at ${first} ns. All were imported; the later one counts.`,
    { channelId, overlaps, firstTs: String(first) },
  );
}

function compareDeclared(
  log: FindingLog,
  covered: Ssn2Coverage,
  declared: Declared | undefined,
): void {
  if (declared === undefined) return;
  const { channelId, sampleCount, firstTs, lastTs, interval } = covered;
  const { SampleCount: count, FirstTS: first, LastTS: last } = declared;
  if (count !== null && count !== BigInt(sampleCount)) {
    warnOfCount(log, channelId, sampleCount, count);
  }
  const differs =
    sampleCount > 0 &&
    ((first !== null && first !== firstTs) || (last !== null && last !== lastTs));
  // Only where nothing was left out is an uneven declaration news.
  const uneven =
    covered.leftOutBlocks === 0 &&
    count !== null &&
    count > 0n &&
    first !== null &&
    last !== null &&
    last !== first + (count - 1n) * interval;
  if (!differs && !uneven) return;
  log.warn(
    'SSN2_TS_MISMATCH',
    differs
      ? `channel ${channelId} has samples from ${firstTs} to ${lastTs} ns, the file declares ${first} to ${last}. What was read is imported.`
      : `the file declares that channel ${channelId} has ${count} samples from ${first} to ${last} ns, which does not fit its interval of ${interval} ns. What was read is imported.`,
    {
      channelId,
      firstTs: String(firstTs),
      lastTs: String(lastTs),
      declaredFirstTs: String(first),
      declaredLastTs: String(last),
    },
  );
}

function warnOfCount(log: FindingLog, channelId: number, decoded: number, declared: bigint): void {
  log.warn(
    'SSN2_COUNT_MISMATCH',
    `channel ${channelId} has ${decoded} samples, the file declares ${declared}. What was read is imported.`,
    { channelId, sampleCount: decoded, declared: String(declared) },
  );
}

function compareSession(
  log: FindingLog,
  session: Ssn2Session,
  coverage: readonly Ssn2Coverage[],
): void {
  let first: bigint | null = null;
  let last: bigint | null = null;
  for (const { firstTs, lastTs } of coverage) {
    if (firstTs !== null && (first === null || firstTs < first)) first = firstTs;
    if (lastTs !== null && (last === null || lastTs > last)) last = lastTs;
  }
  if (first === session.startTs && last === session.endTs) return;
  log.warn(
    'SSN2_SESSION_RANGE',
    `the session is declared from ${session.startTs} to ${session.endTs} ns, the samples go from ${first} to ${last}. All that was read is imported.`,
    {
      startTs: String(session.startTs),
      endTs: String(session.endTs),
      firstTs: String(first),
      lastTs: String(last),
    },
  );
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
