// The words that people type or set for everything the home has, as names are compared.

export const EVERYWHERE: ReadonlySet<string> = new Set(["everywhere", "all", "everything"]);
