import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp } from '../support/test-app.ts';

/** A fenced block of the guide: `kind` is all that stands after the fence. */
interface Block {
  readonly kind: string;
  readonly text: string;
  readonly heading: string;
}

/** One request of the guide, and what the guide says is answered. */
interface Step {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
}

/** A line of JavaScript that makes a buffer, and what the guide says it gives. */
interface BufferLine {
  readonly code: string;
  readonly base64: string;
}

const GUIDE = readFileSync(
  fileURLToPath(new URL('../../docs/guides/create-a-session.md', import.meta.url)),
  'utf8',
);
const BLOCKS = readBlocks(GUIDE);
const STEPS = readSteps(BLOCKS);
const [HELPER, ...BUFFERS] = BLOCKS.filter(({ kind }) => kind === 'js buffers');

describe('the guide create-a-session', () => {
  const answers = new Map<string, unknown>();
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const { app, stop: stopApp } = await startTestApp();
    stop = stopApp;
    for (const { name, query, variables } of STEPS) {
      answers.set(name, await app.ask(query, variables));
    }
  });
  afterAll(() => stop());

  it('has the twelve steps in order', () => {
    const numbers = [...GUIDE.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('shows a request in each step', () => {
    const steps = [...GUIDE.matchAll(/^## (\d+\. .*)$/gm)].map(([, heading]) => heading);
    const withRequest = new Set(
      BLOCKS.filter(({ kind }) => kind === 'graphql').map(({ heading }) => heading),
    );
    expect(steps.filter((heading) => !withRequest.has(heading ?? ''))).toEqual([]);
  });

  it.each(STEPS)('shows what is answered to $name', ({ name, answer }) => {
    expect(answers.get(name)).toEqual(answer);
  });

  it('shows errors only where something is refused', () => {
    const refused = STEPS.filter(({ answer }) => 'errors' in Object(answer));
    expect(refused.map(({ name }) => name)).toEqual([
      'ExtendTooLate',
      'WriteTooLate',
      'PublishWithMistakes',
    ]);
  });

  it.each(readBufferLines())('makes $base64 as it says', ({ code, base64 }) => {
    expect(runInNewContext(`${HELPER?.text}; ${code}`, { Buffer })).toBe(base64);
  });

  it('writes the buffers that it makes, and no others', () => {
    const write = STEPS.find(({ name }) => name === 'WriteData');
    const written = [
      ...JSON.stringify(write?.variables).matchAll(/"(?:buffer|timestampsBase64)":"(.*?)"/g),
    ];
    expect(written.map(([, base64]) => base64).sort()).toEqual(
      readBufferLines()
        .map(({ base64 }) => base64)
        .sort(),
    );
  });
});

function readBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  for (const [, title, kind, text] of markdown.matchAll(/^#+ (.*)$|^```(.+)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else blocks.push({ kind: kind ?? '', text: text ?? '', heading });
  }
  return blocks;
}

/** Each block of GraphQL with the variables and the answer that must follow it. */
function readSteps(blocks: readonly Block[]): Step[] {
  return blocks.flatMap(({ kind, text }, i) => {
    if (kind !== 'graphql') return [];
    const [variables, answer] = [blocks[i + 1], blocks[i + 2]];
    const [definition] = parse(text).definitions;
    const name = definition?.kind === 'OperationDefinition' ? definition.name?.value : undefined;
    if (!name || variables?.kind !== 'json variables' || answer?.kind !== 'json answer') {
      throw new Error(`Expected a named operation, its variables and its answer:\n${text}`);
    }
    return [
      { name, query: text, variables: JSON.parse(variables.text), answer: JSON.parse(answer.text) },
    ];
  });
}

function readBufferLines(): BufferLine[] {
  const text = BUFFERS.map((block) => block.text).join('');
  const lines = [...text.matchAll(/^(base64\([^;]*\)); \/\/ "(.*)"$/gm)];
  return lines.map(([, code = '', base64 = '']) => ({ code, base64 }));
}
