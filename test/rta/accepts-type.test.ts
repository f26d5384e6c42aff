import { describe, expect, it } from 'vitest';
import { acceptsType } from '../../src/rta/accepts-type.ts';

describe('acceptsType', () => {
  it.each<[string | undefined, boolean]>([
    [undefined, true],
    ['', true],
    ['*/*', true],
    ['application/*', true],
    ['application/vnd.mat.config+json', true],
    ['Application/VND.mat.config+JSON; charset=utf-8', true],
    ['text/html, application/vnd.mat.config+json;q=0.1', true],
    ['application/vnd.mat.config+ffc', false],
    ['application/json', false],
    ['text/*', false],
    ['*/*;q=0', false],
    ['*/*; q=0.000', false],
    ['*/*;q=0.001', true],
    ['*/*, application/vnd.mat.config+json;q=0', false],
    ['application/vnd.mat.config+json;q=0, */*', false],
    ['application/*;q=0, application/vnd.mat.config+json', true],
    ['application/*, */*;q=0', true],
    [',;,q=0', false],
  ])('by %j: %j', (header, isTaken) => {
    expect(acceptsType(header, 'application/vnd.mat.config+json')).toBe(isTaken);
  });
});
