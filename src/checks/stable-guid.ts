import { v5 } from 'uuid';

/** A namespace of this project's own for GUIDs that are derived from names. */
const namespace = '2b1f5c52-0b3e-4d0c-9a57-6f2c4a8e9d13';

/** The same GUID for the same parts, in any letter case: a write under it can be repeated. */
export const stableGuid = (...parts: readonly string[]): string =>
  v5(parts.join('|').toLowerCase(), namespace);
