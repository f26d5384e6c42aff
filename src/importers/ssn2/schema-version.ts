const NEWEST = [1, 57] as const;
const VERSION = /^(\d{1,9})\.(\d{1,9})(\.\d{1,9}){0,2}$/;

/**
 * How a schema version stands to 1.57, the newest this importer knows. The parts are compared as
 * integers: 1.9 is older than 1.57.
 */
export function judgeSchemaVersion(version: string): 'known' | 'newer' | 'malformed' {
  const match = VERSION.exec(version);
  if (match === null) return 'malformed';
  const [major, minor] = [Number(match[1]), Number(match[2])];
  const known = major < NEWEST[0] || (major === NEWEST[0] && minor <= NEWEST[1]);
  return known ? 'known' : 'newer';
}
