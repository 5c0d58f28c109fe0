// The part of dynalite that is used here; the package carries no types of its own.
declare module "dynalite" {
  import type { Server } from "node:http";

  type DynaliteOptions = {
    /** Folder of the LevelDB store; in memory where absent. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  };

  /** An HTTP server that is not listening yet; closing it closes the store. */
  function dynalite(options?: DynaliteOptions): Server;
  export = dynalite;
}
