import { createHash } from 'node:crypto';

/** A GUID that follows from a text, so that what Azure would make up is the same in every run. */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(text.toLowerCase()).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-');
}
