/**
 * The system that knows the appointments. It is slow, as such systems are: that is why callers hear something meanwhile.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** When somebody is expected. */
export interface Appointment {
  readonly day: string;
  readonly time: string;
}

const appointments: Readonly<Record<string, Appointment>> = { 4711: { day: 'Tuesday', time: 'ten' } };

/** Looks one up. @throws Error if there is none */
export async function findAppointment(id: string): Promise<Appointment> {
  await pause(3_000);
  const found = appointments[id];
  if (found === undefined) throw new Error(`There is no appointment ${id}.`);
  return found;
}
