// How large items are as DynamoDB counts them: what a read or a write of them costs.
import { type AttributeValue, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";

/** @see DynamoDB developer guide "DynamoDB item sizes and formats" */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, "").length / 2) + 1;
  if (value.B !== undefined) return value.B.byteLength;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, one) => sum + 1 + valueBytes(one), 0);
  if (value.M !== undefined) {
    const inside = Object.entries(value.M);
    return 3 + inside.reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + valueBytes(one), 0);
  }
  if (value.SS !== undefined) return value.SS.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  return 1;
}

export type ItemKind = { readonly count: number; readonly meanBytes: number; readonly totalBytes: number };

/** Every item of a table, by the words before `#` in its keys. */
export async function itemKinds(client: DynamoDBClient, tableName: string): Promise<ReadonlyMap<string, ItemKind>> {
  const kinds = new Map<string, { count: number; totalBytes: number }>();
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ...(from ? { ExclusiveStartKey: from } : {}) }),
    );
    for (const item of page.Items ?? []) {
      const kind = `${firstWord(item.PK)} ${firstWord(item.SK)}`;
      const known = kinds.get(kind) ?? { count: 0, totalBytes: 0 };
      kinds.set(kind, { count: known.count + 1, totalBytes: known.totalBytes + itemBytes(item) });
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return new Map(
    [...kinds].map(([kind, { count, totalBytes }]) => [kind, { count, totalBytes, meanBytes: totalBytes / count }]),
  );
}

const firstWord = (key: AttributeValue | undefined): string => key?.S?.split("#")[0] ?? "";
