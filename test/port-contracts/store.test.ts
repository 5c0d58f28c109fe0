import { rm } from "node:fs/promises";
import { createFileStore } from "../../bridge-firmware/src/adapters/fs/store.ts";
import { createReadableLog, makeTemporaryDirectory } from "../bridge-firmware/adapters/fs/store-fixture.ts";
import { describeStoreContract } from "./store.ts";

describeStoreContract("files", async () => {
  const directory = await makeTemporaryDirectory();
  const open = () => createFileStore({ directory, log: createReadableLog() });
  return { store: open(), reopen: open, cleanUp: () => rm(directory, { recursive: true, force: true }) };
});
