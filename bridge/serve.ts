import { AthanorError } from "athanor-client/wire";
import { Bridge } from "./bridge.js";
import { type ConfigInput, loadConfig, readConfigFile } from "./common/config-load.js";

export interface ServeOptions {
  /** null: the default place; not used when embedded. */
  stateDir: string | null;
  embedded: boolean;
  /** One JSON line on stdout instead of text. */
  json: boolean;
  configFile: string | null;
  settings: ConfigInput;
}
