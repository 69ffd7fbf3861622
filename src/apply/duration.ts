/** A length of time in words: `0.4 s`, `12 s`, `3 min 20 s`, `1 h`, `1 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? both(minutes, 'min', seconds % 60, 's')
    : both(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

const both = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
