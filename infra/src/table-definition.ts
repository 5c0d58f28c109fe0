// The keys of the one table, as data: the deployed table and the local one are both made from this page.

/** Every key attribute is a string. */
export type TableDefinition = {
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Global secondary indexes; each holds every attribute of the items that carry its keys. */
  readonly indexes: readonly { readonly name: string; readonly partitionKey: string; readonly sortKey: string }[];
  /** Holds the second since 1970 after which an item may vanish. It vanishes late: readers filter. */
  readonly timeToLiveAttribute: string;
};

export const tableDefinition: TableDefinition = {
  partitionKey: "PK",
  sortKey: "SK",
  indexes: [{ name: "GSI1", partitionKey: "GSI1PK", sortKey: "GSI1SK" }],
  timeToLiveAttribute: "ttl",
};
