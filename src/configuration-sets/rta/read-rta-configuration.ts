import { AppError } from '../../errors.ts';
import type { ConfigurationContent } from '../configuration-content.ts';
import { ROOT } from './json-path.ts';
import type { RtaConfiguration, RtaOptions } from './parse-rta-configuration.ts';
import { readRtaDocument } from './read-rta-document.ts';
import { RtaProblems } from './rta-problems.ts';
import { scanJson } from './scan-json.ts';

/** How a document's text is read. */
export interface RtaTextOptions extends RtaOptions {
  /** Most bytes; 64 MiB by default. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 64 * 2 ** 20;
const BYTE_ORDER_MARK = '\ufeff';
const NOTHING: ConfigurationContent = { description: null, applications: [] };

/**
 * Read the text of a configuration document, UTF-8 when it comes as bytes.
 *
 * Names that one object has twice are refused. A byte order mark is accepted with a warning.
 *
 * @throws {AppError} PAYLOAD_TOO_LARGE over `maxBytes`; BAD_USER_INPUT as `parseRtaConfiguration`,
 *   also for bytes that are no UTF-8 and text that is no JSON.
 */
export function readRtaConfiguration(
  text: string | Uint8Array,
  { maxBytes = MAX_BYTES, ...options }: RtaTextOptions = {},
): RtaConfiguration {
  checkSize(text, maxBytes);
  const problems = new RtaProblems(options);
  const parsed = parseText(decode(text, problems), problems);
  const content = parsed ? readRtaDocument(parsed.document, problems) : NOTHING;
  problems.throwErrors();
  return { content, warnings: problems.warnings };
}

function checkSize(text: string | Uint8Array, maxBytes: number): void {
  const bytes = typeof text === 'string' ? Buffer.byteLength(text) : text.byteLength;
  if (bytes <= maxBytes) return;
  throw new AppError(
    'PAYLOAD_TOO_LARGE',
    `Expected a document of at most ${maxBytes} bytes, got ${bytes}.`,
    { limit: maxBytes },
  );
}

/** The text without a byte order mark; null when bytes are no UTF-8, which is reported. */
function decode(text: string | Uint8Array, problems: RtaProblems): string | null {
  const decoded = typeof text === 'string' ? text : decodeUtf8(text);
  if (decoded === null) problems.error(ROOT, 'Expected UTF-8, got other bytes.');
  if (!decoded?.startsWith(BYTE_ORDER_MARK)) return decoded;
  problems.warn('BYTE_ORDER_MARK', ROOT, 'Documents have no byte order mark; it is passed over.');
  return decoded.slice(1);
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The value of the text; null when it is no JSON, which is reported. */
function parseText(text: string | null, problems: RtaProblems): { document: unknown } | null {
  if (text === null || !scanJson(text, problems)) return null;
  try {
    return { document: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The message may quote lines of the text.
    problems.error(ROOT, `Expected JSON: ${error.message.replace(/\s+/g, ' ')}.`);
    return null;
  }
}
