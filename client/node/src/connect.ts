import { Athanor } from "./athanor.js";
import { BridgeLink } from "./bridge-link.js";
import { DataPath, type DataPathMode } from "./data-path.js";
import { addressFromBridgeFile, addressFromEnvironment, type BridgeAddress } from "./discover.js";
import type { MatrixHandle } from "./matrix-handle.js";
import { Session } from "./session.js";
import type { SvdOptions, SvdResult } from "./svd.js";
import { loadTls, type TlsFiles } from "./tls.js";
import type { MatrixInput } from "./upload/open-source.js";
import { AthanorError } from "./wire/errors.js";

export interface ConnectOptions {
  /** Default: $ATHANOR_TOKEN, or that of the bridge that was found. */
  token?: string;
  /** For grpc+tls:// addresses: certificate authority, and own certificate and key; PEM texts or paths. */
  tls?: TlsFiles;
  /** How matrices travel. Default "auto". */
  dataPath?: DataPathMode;
  /** Deadline of each call with one answer. Default 60 s. */
  deadlineMs?: number;
}

/** A bridge of this process's own. */
export interface EmbeddedBridge {
  url: string;
  token: string;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}
export type Embedder = () => Promise<EmbeddedBridge>;

export interface ClientApi {
  /**
   * Connects to `url`, such as "grpc://host:port". Without one: $ATHANOR_URL, else this user's running `athanor serve`,
   * else an embedded bridge where this package has one.
   * @throws AthanorError ATHANOR_NO_BRIDGE, ATHANOR_BRIDGE_UNREACHABLE, ATHANOR_UNAUTHENTICATED
   */
  connect(url?: string, options?: ConnectOptions): Promise<Athanor>;
  connect(options?: ConnectOptions): Promise<Athanor>;
  /**
   * The k largest singular triplets of `matrix`, over a connection that is made at the first call and kept for the
   * process's life. It does not keep the process alive.
   */
  truncatedSVD(matrix: MatrixInput | MatrixHandle, k: number, options?: SvdOptions): Promise<SvdResult>;
}

/** The two entry points, with or without a way to start a bridge where none is found. */
export function createConnect({ embed }: { embed: Embedder | null }): ClientApi {
  async function connect(first?: string | ConnectOptions, second: ConnectOptions = {}): Promise<Athanor> {
    const url = typeof first === "string" ? first : undefined;
    const options = typeof first === "object" ? first : second;
    const given = url === undefined ? null : { url, token: process.env.ATHANOR_TOKEN ?? null, tls: null };
    const found = given ?? addressFromEnvironment() ?? addressFromBridgeFile();
    if (found) return open(found, options, async () => {});
    if (!embed) throw noBridge();
    const { url: own, token, stop } = await embed();
    return open({ url: own, token, tls: null }, options, stop);
  }
  const shared = new SharedConnection(connect);
  const truncatedSVD: ClientApi["truncatedSVD"] = async (matrix, k, options) =>
    (await shared.get()).truncatedSVD(matrix, k, options);
  return { connect, truncatedSVD };
}

async function open(address: BridgeAddress, options: ConnectOptions, onClose: () => Promise<void>): Promise<Athanor> {
  const tls = options.tls ?? address.tls;
  const link = new BridgeLink({
    url: address.url,
    token: options.token ?? address.token,
    tls: tls && loadTls(tls),
    deadlineMs: options.deadlineMs ?? 60_000,
  });
  const athanor = new Athanor(new Session(link, new DataPath(link, options.dataPath ?? "auto")), onClose);
  try {
    await athanor.status(); // A wrong address or token is told here, not in the middle of the work.
    return athanor;
  } catch (error) {
    await athanor.close();
    throw error;
  }
}

function noBridge(): AthanorError {
  const text =
    "no URL was given, $ATHANOR_URL is not set and no `athanor serve` of this user runs; give a URL, start a bridge, or `npm i athanor` for an embedded one";
  return new AthanorError("ATHANOR_NO_BRIDGE", text);
}

/** One connection for all one-shot calls of a process; a failed attempt is tried again at the next call. */
class SharedConnection {
  private current: Promise<Athanor> | null = null;

  constructor(private readonly connect: () => Promise<Athanor>) {}

  get(): Promise<Athanor> {
    this.current ??= this.open();
    return this.current;
  }

  private async open(): Promise<Athanor> {
    try {
      const athanor = await this.connect();
      process.once("beforeExit", () => {
        this.current = null;
        void athanor.close();
      });
      return athanor;
    } catch (error) {
      this.current = null;
      throw error;
    }
  }
}
