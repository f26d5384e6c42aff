const SEMVER =
  /^v?(\d{1,50})(?:\.(\d{1,50}))?(?:\.(\d{1,50}))?(?:-([0-9a-z-]+(?:\.[0-9a-z-]+)*))?(?:\+[0-9a-z.-]+)?$/i;

/**
 * A text that orders versions by its UTF-8 bytes: by SemVer where they are written so (a leading
 * "v" and missing parts, which are 0, are forgiven), everything else before them by its own text.
 * Versions that SemVer holds equal are ordered by their texts.
 */
export function versionKey(version: string): string {
  const match = SEMVER.exec(version);
  if (!match) return `a${version}`;
  const [, major = '0', minor, patch, prerelease] = match;
  const release = [major, minor ?? '0', patch ?? '0'].map(numberKey).join('');
  // A release follows its prereleases. Of two lists with a common beginning the shorter is first.
  const suffix = prerelease === undefined ? '~' : `-${prerelease.split('.').map(partKey).join('')}`;
  return `b${release}${suffix} ${version}`;
}

/** Numbers order by their length and then by their digits. */
function numberKey(digits: string): string {
  const number = digits.replace(/^0+(?=\d)/, '');
  return `${String.fromCharCode(0x30 + number.length)}${number}.`;
}

/** Numeric identifiers come before others, which compare as ASCII texts. */
function partKey(part: string): string {
  return /^\d+$/.test(part) && part.length <= 50 ? `!${numberKey(part)}` : `"${part}!`;
}
