// Text that goes into SVG.

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Escapes text for XML, once. Control characters, which XML can't hold, are left out. */
export function escapeXml(text: string): string {
  return text.replace(/\p{Cc}/gu, "").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
