// A thread does not inherit the TypeScript loader of the main thread: it registers its own, then does its work.
import { register } from "tsx/esm/api";

register();
await import("./render-worker.ts");
