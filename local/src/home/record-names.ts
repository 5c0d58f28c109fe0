// File names for recordings: what the speakers are called, as every file system can hold it.

/** Reserved on Windows whatever follows the dot. @see Microsoft "Naming Files, Paths, and Namespaces" */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const MAX_NAME_BYTES = 120;

/** One `<speaker>.wav` per name, in order; names that come out alike (capitals don't count) get a number. */
export function recordFileNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const safe = safeFileName(name);
    let candidate = safe;
    for (let number = 2; taken.has(candidate.toLowerCase()); number++) candidate = `${safe} ${number}`;
    taken.add(candidate.toLowerCase());
    return `${candidate}.wav`;
  });
}

/** Letters of any language stay; what a path or a file system reads differently becomes a dash. */
function safeFileName(name: string): string {
  const plain = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, "-")
    .replace(/^[.\s-]+|[.\s-]+$/gu, "");
  const short = [...plain].reduce(
    (kept, letter) => (Buffer.byteLength(kept + letter) <= MAX_NAME_BYTES ? kept + letter : kept),
    "",
  );
  return short === "" || RESERVED.test(short) ? `speaker ${short}`.trim() : short;
}
