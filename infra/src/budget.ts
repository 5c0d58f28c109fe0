// What the account may cost in a month before somebody is told. It stops nothing.
import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import type { Construct } from "constructs";

/** Told when the month has cost as much, and when it is going to. Without an email it is only shown in the console. */
export function createBudget(scope: Construct, monthlyUsd: number, email: string | null): void {
  const subscribers = email === null ? [] : [{ subscriptionType: "EMAIL", address: email }];
  const exceeded = (notificationType: "ACTUAL" | "FORECASTED") => ({
    notification: { notificationType, comparisonOperator: "GREATER_THAN", threshold: 100, thresholdType: "PERCENTAGE" },
    subscribers,
  });
  new CfnBudget(scope, "Budget", {
    budget: {
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount: monthlyUsd, unit: "USD" },
    },
    ...(email === null ? {} : { notificationsWithSubscribers: [exceeded("ACTUAL"), exceeded("FORECASTED")] }),
  });
}
