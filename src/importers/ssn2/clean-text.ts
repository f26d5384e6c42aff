const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * Text of a stranger made safe to store: control characters are gone (tabs and line ends become a
 * space), no lone surrogates, at most `cap` UTF-16 units, never cut within a character. Markup,
 * bidi and formula characters stay: they are escaped where the text is shown.
 */
export function cleanText(text: string, cap: number): string {
  if (text.length <= cap && PRINTABLE_ASCII.test(text)) return text;
  const clean = text
    .replace(/[\t\n\r]+/g, ' ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
  if (clean.length <= cap) return clean;
  const cut = clean.slice(0, cap);
  const last = cut.charCodeAt(cap - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}
