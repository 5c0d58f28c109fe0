// An address, or none. Not by `URL.canParse`: once Node.js 20 has optimised that call, it says no to every address with a
// letter of Latin 1 in it, such as ü.

/** @param base what a relative address is taken from; null where it is no address */
export function parseUrl(text: string, base?: URL): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
