// The keys of the one table, as data: the deployed table and the local one are both made from this page.

/** Every key attribute is a string. */
export type TableDefinition = {
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Holds the second since 1970 after which an item may vanish. It vanishes late: readers filter. */
  readonly timeToLiveAttribute: string;
};

export const tableDefinition: TableDefinition = {
  partitionKey: "PK",
  sortKey: "SK",
  timeToLiveAttribute: "ttl",
};
