/** Package `athanor`: everything of `athanor-client`, and a bridge embedded in this process where none is running. */
import { createConnect } from "athanor-client";
import { startEmbedded } from "./embed.js";

export * from "athanor-client";
export { startEmbedded } from "./embed.js";

export const { connect, truncatedSVD } = createConnect({ embed: () => startEmbedded() });
