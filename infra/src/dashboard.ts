// What to look at when somebody says that it is slow, or that it does not answer. One page; three are free of charge.
import { Duration } from "aws-cdk-lib";
import { Dashboard, GraphWidget, type IMetric, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Metrics, Watched } from "./alarms.ts";

/** Voice first, then what it stands on: the ingest, the table, the bridges' connections. */
export function createDashboard(scope: Construct, { voice, ingest, table }: Watched, metrics: Metrics): void {
  const dashboard = new Dashboard(scope, "Dashboard", { defaultInterval: Duration.days(1) });
  const graph = (title: string, left: readonly IMetric[]) => new GraphWidget({ title, left: [...left], width: 8 });
  const duration = (statistic: string) => voice.metricDuration({ statistic });
  dashboard.addWidgets(
    graph("Requests", [voice.metricInvocations(), metrics.voiceFailed, metrics.voiceTroubled, metrics.voiceThrottled]),
    graph("Time to answer, ms", [duration(Stats.p(50)), duration(Stats.p(95)), metrics.voiceSlow]),
    graph("From the bridges", [ingest.metricInvocations(), metrics.ingestFailed, metrics.messagesLost]),
  );
  dashboard.addWidgets(
    graph("Table", [
      table.metricConsumedReadCapacityUnits(),
      table.metricConsumedWriteCapacityUnits(),
      metrics.tableRefused,
    ]),
    graph("Bridges' connections", [iot("Connect.Success"), iot("Ping.Success"), metrics.bridgesRefused]),
    graph("Messages to and from bridges", [iot("PublishIn.Success"), iot("PublishOut.Success")]),
  );
}

/** @see AWS IoT "AWS IoT metrics and dimensions", message broker metrics */
const iot = (metricName: string): IMetric =>
  new Metric({ namespace: "AWS/IoT", metricName, dimensionsMap: { Protocol: "MQTT" }, statistic: Stats.SUM });
