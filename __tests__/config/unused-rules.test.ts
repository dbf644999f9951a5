import { expectProblems, ruleCases } from "./support";

describe("what is written without effect", () => {
  test.each(
    ruleCases([
      ["zones of which there are fewer", { "network.zones": "[us-east-1a, us-east-1b, us-east-1c]" }],
      [
        "more zones than are counted",
        { "network.zones": "[us-east-1a, us-east-1b, us-east-1c]", "network.zoneCount": "2" },
        "14  network.zoneCount must be left out where network.zones lists 3, got 2; it is for zones: auto",
      ],
      ["no way to the internet", { "network.internetEgress": "false", "network.endpoints": "true" }],
      [
        "NAT gateways without one",
        { "network.internetEgress": "false", "network.endpoints": "true", "network.natGateways": "perZone" },
        '15  network.natGateways must be left out with internetEgress: false, got "perZone"; there are none then',
      ],
      ["flow logs in a bucket", { "network.flowLogs.destination": "s3" }],
      [
        "flow logs in a bucket, and how long a log group keeps them",
        { "network.flowLogs.destination": "s3", "network.flowLogs.retentionDays": "365" },
        "15  network.flowLogs.retentionDays must be left out with destination: s3, got 365; the bucket follows storage.logExpireAfterDays",
      ],
      ["a lake", { "audit.query": "lake", "audit.lakeRetentionDays": "30" }],
      [
        "a lake, and the first day of a table",
        { "audit.query": "lake", "audit.queryFirstDay": "2026/01/01" },
        '17  audit.queryFirstDay must be left out with query: lake, got "2026/01/01"; it is for query: athena',
      ],
      ["a table", { "audit.queryFirstDay": "2026/01/01" }],
      [
        "a table, and how long a lake keeps events",
        { "audit.lakeRetentionDays": "365" },
        "16  audit.lakeRetentionDays must be left out with query: athena, got 365; it is for query: lake",
      ],
      [
        "neither, and both",
        { "audit.query": "none", "audit.queryFirstDay": "2026/01/01", "audit.lakeRetentionDays": "365" },
        '17  audit.queryFirstDay must be left out with query: none, got "2026/01/01"; it is for query: athena',
        "18  audit.lakeRetentionDays must be left out with query: none, got 365; it is for query: lake",
      ],
      ["a secret of RDS", { "database.credentials": "rdsManaged" }],
      [
        "a secret of RDS, and how long ours can be restored",
        { "database.credentials": "rdsManaged", "database.secretRecoveryDays": "7" },
        "16  database.secretRecoveryDays must be left out with credentials: rdsManaged, got 7; RDS deletes that secret itself",
      ],
      [
        "while its section is wrong",
        { "audit.query": "lakes", "audit.lakeRetentionDays": "30" },
        '16  audit.query must be one of athena, lake, none, got "lakes"; did you mean "lake"?',
      ],
    ]),
  )("ALL-1: $title", expectProblems);
});
