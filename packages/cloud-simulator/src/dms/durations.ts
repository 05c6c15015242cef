/** How long things take, in milliseconds of the simulated clock, before the seed's variation. */
export interface DmsDurations {
  upgrade: number;
  modify: number;
  createInstance: number;
  deleteInstance: number;
  reboot: number;
  maintenance: number;
  stopTask: number;
  startTask: number;
  moveTask: number;
  createTask: number;
  deleteTask: number;
  testConnection: number;
  deleteConnection: number;
  assessment: number;
  /** Loading one table in a full load. */
  loadTable: number;
}

const second = 1_000;
const minute = 60 * second;

/** Of the size that people report; each use varies by a quarter either way. */
export const defaultDmsDurations: DmsDurations = {
  upgrade: 8 * minute,
  modify: 4 * minute,
  createInstance: 6 * minute,
  deleteInstance: 3 * minute,
  reboot: 2 * minute,
  maintenance: 5 * minute,
  stopTask: minute,
  startTask: minute,
  moveTask: 3 * minute,
  createTask: 20 * second,
  deleteTask: 20 * second,
  testConnection: 30 * second,
  deleteConnection: 5 * second,
  assessment: 10 * minute,
  loadTable: 2 * minute,
};
