// The one table: homes, commands, owners. It outlives the stack.
import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import { tableDefinition } from "./table-definition.ts";

export function createTable(scope: Construct): Table {
  const table = new Table(scope, "Table", {
    ...keysOf(tableDefinition),
    timeToLiveAttribute: tableDefinition.timeToLiveAttribute,
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const index of tableDefinition.indexes) {
    table.addGlobalSecondaryIndex({ indexName: index.name, ...keysOf(index), projectionType: ProjectionType.ALL });
  }
  return table;
}

const keysOf = (keys: { readonly partitionKey: string; readonly sortKey: string }) => ({
  partitionKey: { name: keys.partitionKey, type: AttributeType.STRING },
  sortKey: { name: keys.sortKey, type: AttributeType.STRING },
});
