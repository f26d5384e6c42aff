import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../src/lib/exact-json.ts';
import { useCatalogue } from './catalogue-client.ts';
import { useRta } from './rta-client.ts';

const rta = useRta(useCatalogue());

const TEXT = readFileSync(new URL('../../docs/rta-rest.md', import.meta.url), 'utf8');

/** Commands of the document in their order, each with the answer it shows. */
const EXAMPLES = [
  ...TEXT.matchAll(/```bash\n(curl .*?)\n```\n.*?```(json|text)\n(.*?)\n```/gs),
].map(([, command = '', kind = '', answer = '']) => ({ command, kind, answer }));

/** Do what a curl command says, of which the document uses a few options. */
async function run(command: string): Promise<Response> {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  const headers = new Headers();
  const data: string[] = [];
  let [url, method] = ['', 'GET'];
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '-I') method = 'HEAD';
    else if (word === '-H') headers.set(...((words[++i] ?? '').split(': ') as [string, string]));
    else if (word === '-d') data.push(words[++i] ?? '');
    else if (word === '--data-urlencode') data.push(encodeValue(words[++i] ?? ''));
    else url = word.replace('http://127.0.0.1:4000', rta.url);
  }
  if (data.length === 0) return fetch(url, { method, headers });
  if (!headers.has('content-type')) {
    headers.set('content-type', 'application/x-www-form-urlencoded');
  }
  return fetch(url, { method: 'POST', headers, body: data.join('&') });
}

function encodeValue(pair: string): string {
  const at = pair.indexOf('=') + 1;
  return pair.slice(0, at) + encodeURIComponent(pair.slice(at));
}

describe('docs/rta-rest.md', () => {
  it('has an answer to each of its commands', () => {
    expect(EXAMPLES).toHaveLength(TEXT.split('```bash').length - 1);
    expect(EXAMPLES.length).toBeGreaterThan(5);
  });

  it.each(EXAMPLES)('shows what is answered to $command', async ({ command, kind, answer }) => {
    const response = await run(command);
    const text = await response.text();
    if (kind === 'text') {
      expect(`HTTP/1.1 ${response.status} ${response.statusText}`).toBe(answer);
    } else {
      expect(parseExactJson(text, 'the answer')).toEqual(parseExactJson(answer, 'the document'));
    }
  });
});
