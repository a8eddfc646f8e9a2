/** How a Flight server listens and what it allows. Whoever starts one fills in what differs from DEFAULT_OPTIONS. */
export interface FlightServerOptions {
  /** Address to listen on. Default 127.0.0.1. */
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** Listens on this unix socket instead of host and port. Default null. */
  socketPath: string | null;
  /** PEM texts; null serves plain HTTP/2. */
  tls: TlsOptions | null;
  /** Largest message taken, in bytes. Default 64 MiB. */
  maxMessageBytes: number;
  /** HTTP/2 receive window of each stream and of each connection, in bytes. Default 8 MiB. */
  windowBytes: number;
  /** Bytes of whole messages waiting between a stream and its handler, each way. Default 8 MiB. */
  maxBytesWaiting: number;
  /** A stream whose peer neither sends what is waited for, nor reads what is sent, ends after this. Default 2 min. */
  streamIdleTimeoutMs: number;
  /** A connection is pinged this often, and dropped when it does not answer until the next. Default 30 s. */
  keepaliveMs: number;
  /** Streams per connection. Default 1000. */
  maxConcurrentStreams: number;
}

export interface TlsOptions {
  cert: string | Buffer;
  key: string | Buffer;
  /** With it, only clients that show a certificate of this CA are let in (mTLS). */
  clientCa: string | Buffer | null;
}

export const DEFAULT_OPTIONS: FlightServerOptions = {
  host: "127.0.0.1",
  port: 0,
  socketPath: null,
  tls: null,
  maxMessageBytes: 64 * 1024 * 1024,
  windowBytes: 8 * 1024 * 1024,
  maxBytesWaiting: 8 * 1024 * 1024,
  streamIdleTimeoutMs: 120_000,
  keepaliveMs: 30_000,
  maxConcurrentStreams: 1000,
};
