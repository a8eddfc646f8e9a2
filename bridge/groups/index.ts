export { ComputeGroupPool, type ComputeGroupPoolOptions } from "./compute-groups.js";
export { LocalLauncher, type LocalLauncherOptions } from "./launcher/local.js";
export { LeashServer, type LeashServerOptions } from "./leash.js";
export { StorePool, type StorePoolOptions } from "./store-pool.js";
