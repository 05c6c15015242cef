/** A login that the simulated cloud knows, by its access key id. */
export interface SimulatedCredential {
  secret: string;
  /** The session or security token that must come along. */
  sessionToken?: string;
  /** Default active. May be changed while the server runs. */
  state?: 'active' | 'inactive' | 'expired';
}

/** How a server checks who calls. */
export interface Authentication {
  /** Logins by access key id. Without them, every login with a well-formed signature is accepted. */
  credentials?: Readonly<Record<string, SimulatedCredential>>;
  /** The machine's time, in milliseconds since the epoch, for the age of signatures. Without it, no age is checked. */
  machineTime?: () => number;
}

/** A signature is good for 15 minutes, before and after. */
export const signatureTolerance: number = 15 * 60_000;
