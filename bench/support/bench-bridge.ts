import { type ActionName, type Actions, FlightChannel } from "athanor-client/wire";
import type { ConfigInput } from "../../bridge/common/config-load.js";
import { type EmbeddedBridge, startEmbedded } from "../../bridge/embed.js";
import { type Athanor, connect } from "../../bridge/index.js";
import { untilLetGo } from "./open-things.js";

/** A bridge of the benchmark's own, with a Node client and a bare channel to it. */
export class BenchBridge implements AsyncDisposable {
  private constructor(
    private readonly embedded: EmbeddedBridge,
    readonly client: Athanor,
    private readonly channel: FlightChannel,
    private readonly letGo: () => void,
  ) {}

  static async start(config: ConfigInput): Promise<BenchBridge> {
    const embedded = await startEmbedded(config);
    const letGo = untilLetGo(() => void embedded.stop());
    const client = await connect(embedded.url, { token: embedded.token });
    return new BenchBridge(embedded, client, new FlightChannel(embedded.url, { token: embedded.token }), letGo);
  }

  get url(): string {
    return this.embedded.url;
  }

  get token(): string {
    return this.embedded.token;
  }

  /** Whether a library offers the routine, LIBRARY.ROUTINE. */
  async offers(routine: string): Promise<boolean> {
    const libraries = await this.client.libraries();
    return libraries.some(({ name, routines }) => routines.some((offered) => `${name}.${offered.name}` === routine));
  }

  /** The first result of an action. */
  async action<A extends ActionName>(name: A, request: Actions[A]["request"]): Promise<Actions[A]["result"]> {
    for await (const body of this.channel.doAction(name, Buffer.from(JSON.stringify(request)))) {
      return JSON.parse(Buffer.from(body).toString());
    }
    throw new Error(`${name} gave no result`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.channel.close();
    await this.client.close();
    await this.embedded.stop();
    this.letGo();
  }
}
