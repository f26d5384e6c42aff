/** Longest word that is kept, and most words of one session. */
const MAX_WORD_LENGTH = 64;
const MAX_WORDS = 4_000;

/**
 * The words of a text as the search compares them: runs of letters, digits and marks, composed
 * (NFKC) and in lower case, of at most 64 UTF-16 units.
 */
export function toSearchWords(text: string): string[] {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .match(/[\p{L}\p{N}\p{M}]+/gu);
  return (words ?? []).map((word) => cut(word));
}

/** Never half of a surrogate pair. */
function cut(word: string): string {
  if (word.length <= MAX_WORD_LENGTH) return word;
  const end = /[\uD800-\uDBFF]/.test(word.charAt(MAX_WORD_LENGTH - 1)) ? 1 : 0;
  return word.slice(0, MAX_WORD_LENGTH - end);
}

/** What is stored of a session's texts: each word once, with a space before it and after the last. */
export function toSearchText(texts: readonly string[]): string {
  const words = new Set<string>();
  for (const text of texts) {
    for (const word of toSearchWords(text)) {
      words.add(word);
      if (words.size === MAX_WORDS) return joined(words);
    }
  }
  return joined(words);
}

function joined(words: Set<string>): string {
  return ` ${[...words].join(' ')} `;
}
