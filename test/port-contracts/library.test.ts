import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileLibrary } from "../../bridge-firmware/src/adapters/library/file-library.ts";
import { writeWav } from "../bridge-firmware/adapters/library/tagged-wav.ts";
import { describeLibraryContract } from "./library.ts";

describeLibraryContract("files", async (tracks) => {
  const directory = await mkdtemp(join(tmpdir(), "house-band-library-"));
  await Promise.all(tracks.map((track, index) => writeWav(join(directory, `${index}.wav`), track)));
  await writeFile(join(directory, "broken.mp3"), "this is no music");
  return {
    library: createFileLibrary({ directory }),
    cleanUp: () => rm(directory, { recursive: true, force: true }),
  };
});
