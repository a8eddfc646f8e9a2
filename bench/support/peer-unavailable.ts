/** A peer that this machine has not, and why; what it was to be compared with is left out. */
export class PeerUnavailable extends Error {}
