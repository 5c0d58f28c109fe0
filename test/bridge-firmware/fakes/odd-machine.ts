// Loaded before the daemon: a machine whose name has dots, and whose clock was never set.
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";

os.hostname = () => "pi.garden.example";
syncBuiltinESMExports();

const startedAtMs = Date.now();
const realNow = Date.now;
Date.now = () => realNow() - startedAtMs;
