/** When the support line is staffed: by the clock on the office's wall, and by the call's own time. */

const office = { zone: 'Australia/Sydney', days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], opens: '09:00', closes: '17:00' };

const wallClock = new Intl.DateTimeFormat('en-US', {
  timeZone: office.zone,
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Whether somebody is there at that time (ISO 8601). */
export function isStaffed(time: string): boolean {
  const parts = wallClock.formatToParts(new Date(time)).map(({ type, value }) => [type, value]);
  const { weekday = '', hour, minute } = Object.fromEntries(parts) as Record<string, string>;
  const now = `${hour}:${minute}`;
  return office.days.includes(weekday) && now >= office.opens && now < office.closes;
}
