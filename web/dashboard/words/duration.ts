/** Formats ISO 8601 durations, such as `P30D`, as text in the language of the user. */

const UNITS = ['week', 'day', 'hour', 'minute', 'second'] as const;

/** Formats an ISO 8601 duration, such as `P30D` or `P1DT12H`, for a locale. Other text is returned unchanged. */
export function durationInWords(iso: string, locale: string): string {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso)?.slice(1) ?? [];
  const words = UNITS.flatMap((unit, place) =>
    parts[place] === undefined
      ? []
      : [Number(parts[place]).toLocaleString(locale, { style: 'unit', unit, unitDisplay: 'long' })],
  );
  return words.length > 0 ? words.join(' ') : iso;
}
