import { encodeFrame } from '../../src/data-stream/encode-messages.ts';
import { askPosition, connectStream } from '../catalogue/data-stream-client.ts';
import { createSession, readBlocks, samplesOf } from '../support/sample-session.ts';
import { anyMessages, CHANNELS, DATA_TYPE_OF, toVariables, withOtherValues } from './any-write.ts';
import {
  ExpectedData,
  type FoundData,
  type SentWrite,
  sampleKey,
  toSentWrite,
} from './expected-data.ts';
import { type KilledServer, Refusal } from './killed-server.ts';

const WRITE = `mutation ($session: String!, $messages: [DataMessage!]!) {
  writeData(input: { session: $session, messages: $messages }) { accepted }
}`;
const EVENTS = `query ($id: String!, $after: String) {
  session(identity: $id) {
    events(first: 1000, after: $after) { nodes { timestamp } pageInfo { hasNextPage endCursor } }
  }
}`;

/** Bytes of a stream that are sent before an acknowledgement is waited for. */
const UNACKNOWLEDGED_BYTES = 20_000;

/** Numbers of frames among the numbers of writes. */
const FIRST_FRAME = 1_000_000_000;

/** Records a session, over many lives of the server, and knows what must be there. */
export class Recorder {
  readonly identity: string;
  /** Writes and frames that were acknowledged in this life of the server. */
  acknowledged = 0;
  readonly #random: () => number;
  readonly #expected = new ExpectedData();
  /** Slots that were passed over, to be written late. */
  readonly #late: number[] = [];
  readonly #written: { readonly slot: number; write: SentWrite }[] = [];
  #nextSlot = 0;
  readonly #frames: {
    readonly bytes: Uint8Array;
    readonly end: number;
    readonly write: SentWrite;
  }[] = [];
  #framesStored = 0;
  #nextStreamSlot = 0;
  #streamAcknowledged = 0;

  constructor(identity: string, random: () => number) {
    this.identity = identity;
    this.#random = random;
  }

  create(server: KilledServer): Promise<void> {
    return createSession(server, this.identity, { channels: CHANNELS });
  }

  /** Write until the connection is cut. @throws {Refusal} when the server refuses a write. */
  async writeOn(server: KilledServer, onAcknowledged: () => void): Promise<void> {
    for (;;) {
      const { slot, write, sent } = this.#next();
      this.#expected.sent(slot, write);
      try {
        const messages = sent.map(toVariables);
        await server.askData(WRITE, { session: this.identity, messages });
      } catch (error) {
        if (error instanceof Refusal) throw error;
        return;
      }
      this.#expected.acknowledged(slot);
      this.#written.push({ slot, write });
      this.acknowledged++;
      onAcknowledged();
    }
  }

  /** A new write, a late one, or other values for one that is known to be stored. */
  #next() {
    const random = this.#random;
    const again =
      random() < 0.15 ? this.#written.splice(random() * this.#written.length, 1)[0] : undefined;
    if (again && again.write.samples.size > 0) {
      const sent = withOtherValues(again.write.messages, random);
      const { samples } = toSentWrite(sent, DATA_TYPE_OF);
      return { slot: again.slot, sent, write: { ...again.write, samples } };
    }
    if (random() < 0.1) this.#late.push(this.#nextSlot++);
    const late = random() < 0.1 ? this.#late.shift() : undefined;
    const slot = late ?? this.#nextSlot++;
    const sent = anyMessages(slot, false, random);
    return { slot, sent, write: toSentWrite(sent, DATA_TYPE_OF) };
  }

  /** Send frames from what is stored on until the connection is cut. */
  async streamOn(server: KilledServer, onAcknowledged: () => void): Promise<void> {
    const position = this.#positionOf(this.#framesStored);
    const connection = connectStream(server.url, this.identity, { position });
    let isCut = false;
    let wake = () => {};
    const listen = async () => {
      for (let line = await connection.next(); line; line = await connection.next()) {
        if (line.error) throw new Refusal(`${line.error.code}: ${line.error.message}`);
        this.#streamAcknowledged = Number(line.position);
        this.acknowledged++;
        onAcknowledged();
        wake();
      }
    };
    const listening = listen().finally(() => {
      isCut = true;
      wake();
    });
    // Awaited below; until then its end is told by `isCut`.
    listening.catch(() => {});
    for (let next = this.#framesStored; !isCut; next++) {
      while (next >= this.#frames.length) this.#makeFrames();
      const { bytes, end } = this.#frames[next]!;
      // In two parts, so that the cut may be within a frame.
      const middle = Math.floor(this.#random() * bytes.length);
      await connection.send(bytes.subarray(0, middle));
      await connection.send(bytes.subarray(middle));
      // So that there are many commits rather than large ones.
      while (!isCut && end - this.#streamAcknowledged > UNACKNOWLEDGED_BYTES) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    await listening;
  }

  #makeFrames(): void {
    for (const message of anyMessages(this.#nextStreamSlot++, true, this.#random)) {
      const bytes = encodeFrame(message);
      const end = this.#positionOf(this.#frames.length) + bytes.length;
      this.#frames.push({ bytes, end, write: toSentWrite([message], DATA_TYPE_OF) });
    }
  }

  #positionOf(frame: number): number {
    return this.#frames[frame - 1]?.end ?? 0;
  }

  /** Hold what the server has against what was sent. @returns what is wrong, in words. */
  async check(server: KilledServer): Promise<string[]> {
    const problems: string[] = [];
    const position = Number((await askPosition(server.url, this.identity)).position);
    const stored = this.#frames.findIndex(({ end }) => end > position);
    const count = stored < 0 ? this.#frames.length : stored;
    if (position < this.#streamAcknowledged) {
      problems.push(
        `The stream is stored up to ${position}, and was acknowledged up to ${this.#streamAcknowledged}.`,
      );
    }
    if (position !== this.#positionOf(count)) {
      problems.push(`The position ${position} of the stream is no end of a frame.`);
    }
    for (let i = this.#framesStored; i < count; i++) {
      this.#expected.sent(FIRST_FRAME + i, this.#frames[i]!.write);
      this.#expected.acknowledged(FIRST_FRAME + i);
    }
    this.#framesStored = Math.max(this.#framesStored, count);
    problems.push(...this.#expected.settle(await this.#find(server)));
    this.acknowledged = 0;
    return problems.map((problem) => `Session "${this.identity}": ${problem}`);
  }

  async #find(server: KilledServer): Promise<FoundData> {
    const samples = new Map<string, string>();
    for (const { channelId } of CHANNELS) {
      const { times, bytes } = samplesOf(await readBlocks(server, this.identity, [channelId]));
      const width = bytes.length / Math.max(1, times.length);
      times.forEach((time, i) => {
        const hex = bytes.subarray(i * width, (i + 1) * width).toString('hex');
        samples.set(sampleKey(channelId, time), hex);
      });
    }
    const events = new Map<bigint, number>();
    for (let after: string | null = null; ; ) {
      const { session } = await server.askData(EVENTS, { id: this.identity, after });
      for (const { timestamp } of session.events.nodes) {
        events.set(BigInt(timestamp), (events.get(BigInt(timestamp)) ?? 0) + 1);
      }
      if (!session.events.pageInfo.hasNextPage) return { samples, events };
      after = session.events.pageInfo.endCursor;
    }
  }
}
