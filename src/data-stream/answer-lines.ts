import type { ServerResponse } from 'node:http';
import type { Stored, StoredCounts } from './stream-writer.ts';

/** Writes the answer to a data stream: one JSON document a line. */
export interface AnswerLines {
  /** Say what was stored. Resolves at once, unless a client that does not read sends many markers. */
  stored(stored: Stored): Promise<void>;
  /** Write the last line. */
  end(line: Readonly<Record<string, unknown>>): void;
  /** Everything that was stored. */
  readonly totals: StoredCounts;
}

/** Flush markers that may wait for a client to read. */
const MAX_MARKERS = 1_000;

/**
 * Make the writer of an answer. While the client does not read what it was sent, what is stored goes
 * into one line to come: nobody waits for such a client, and it costs no memory.
 */
export function createAnswerLines(response: ServerResponse): AnswerLines {
  let pending: Stored | null = null;
  let totals: StoredCounts = { messages: 0, samples: 0, duplicates: 0, replaced: 0, events: 0 };
  let isFull = false;
  let wake = () => {};
  response.on('drain', () => {
    isFull = false;
    flush();
    wake();
  });
  response.once('close', () => wake());

  function flush(): void {
    if (!pending || isFull || response.destroyed) return;
    const { position, flushed, ...counts } = pending;
    pending = null;
    const line = {
      position: String(position),
      ...counts,
      ...(flushed.length > 0 ? { flushed } : {}),
    };
    isFull = !response.write(toLine(line));
  }

  return {
    async stored(stored) {
      totals = add(totals, stored);
      pending = pending
        ? {
            ...add(pending, stored),
            position: stored.position,
            flushed: [...pending.flushed, ...stored.flushed],
          }
        : stored;
      flush();
      while (pending && pending.flushed.length >= MAX_MARKERS && !response.destroyed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    end(line) {
      isFull = false;
      flush();
      response.end(toLine(line));
    },
    get totals() {
      return totals;
    },
  };
}

function toLine(line: object): string {
  const text = JSON.stringify(line, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return `${text}\n`;
}

function add(a: StoredCounts, b: StoredCounts): StoredCounts {
  return {
    messages: a.messages + b.messages,
    samples: a.samples + b.samples,
    duplicates: a.duplicates + b.duplicates,
    replaced: a.replaced + b.replaced,
    events: a.events + b.events,
  };
}
