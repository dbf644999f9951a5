import json
import re
import unittest
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import support
from aws_clients import Clients
from check import create_handler
from settings import SettingsError, read_settings
from support import NOW, ClientError, Recorded, instance, point, points

NAMESPACE = "SecCFN/Backup"


@dataclass
class Run:
    """The handler with fakes, and what it did."""

    backup: Recorded
    rds: Recorded
    cloudwatch: Recorded = field(default_factory=lambda: Recorded({}, {}))
    variables: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    made: int = 0

    def __post_init__(self) -> None:
        self.handler = create_handler(
            clients=self._clients,
            settings=lambda: read_settings(support.VARIABLES | self.variables),
            write=self.lines.append,
            now=lambda: NOW,
        )

    def _clients(self) -> Clients:
        self.made += 1
        return Clients(self.backup, self.rds, self.cloudwatch)

    def invoke(self) -> dict[str, Any]:
        return self.handler({"secret": "never to be logged"}, SimpleNamespace(aws_request_id="request-1"))

    @property
    def log(self) -> list[dict[str, Any]]:
        """The lines without the changing fields."""
        lines = [json.loads(line) for line in self.lines]
        return [{name: line[name] for name in line if name not in ("timestamp", "durationMs")} for line in lines]

    @property
    def metrics(self) -> dict[str, tuple[float, str]]:
        (request,) = self.cloudwatch.requests
        assert request["Namespace"] == NAMESPACE
        for datum in request["MetricData"]:
            assert datum["Dimensions"] == [{"Name": "Environment", "Value": "web-app"}]
        return {datum["MetricName"]: (datum["Value"], datum["Unit"]) for datum in request["MetricData"]}


class Check(unittest.TestCase):
    def test_publishes_zero_where_all_backups_are_young(self) -> None:
        run = Run(Recorded(points(point(8)), points(point(9.5), point(33))), Recorded(instance(4)))
        result = run.invoke()

        self.assertEqual(
            run.metrics,
            {
                "StaleBackups": (0, "Count"),
                "HoursSinceLastRecoveryPoint": (9.5, "None"),
                "LatestRestorableAgeMinutes": (4.0, "None"),
            },
        )
        values = {"staleBackups": 0, "hoursSinceLastRecoveryPoint": 9.5, "latestRestorableAgeMinutes": 4.0}
        self.assertEqual(result, values)
        self.assertEqual(
            run.log,
            [{"level": "info", "message": "published the age of the backups", "requestId": "request-1"} | values],
        )

    def test_counts_and_names_each_stale_backup(self) -> None:
        run = Run(Recorded(points(point(27)), points(point(2))), Recorded(instance(61)))
        run.invoke()

        self.assertEqual(run.metrics["StaleBackups"], (2, "Count"))
        self.assertEqual(run.metrics["HoursSinceLastRecoveryPoint"], (27.0, "None"))
        self.assertEqual(
            [(line["level"], line["message"], line.get("resource"), line.get("newest")) for line in run.log],
            [
                ("warn", "no recovery point is young enough", support.DATABASE_ARN, "2026-11-27T09:00:00+00:00"),
                ("warn", "the automated backup is not current", "web-app", "2026-11-28T10:59:00+00:00"),
                ("warn", "published the age of the backups", None, None),
            ],
        )

    def test_counts_what_has_no_backup_at_all(self) -> None:
        run = Run(Recorded(points(), points(point(1, "EXPIRED"))), Recorded(instance(None)))
        result = run.invoke()

        self.assertEqual(run.metrics, {"StaleBackups": (3, "Count")})
        self.assertIsNone(result["hoursSinceLastRecoveryPoint"])
        self.assertEqual([line.get("newest") for line in run.log], ["none", "none", "none", None])

    def test_keeps_its_clients(self) -> None:
        run = Run(Recorded(*[points(point(1))] * 4), Recorded(*[instance(1)] * 2))
        run.invoke()
        run.invoke()

        self.assertEqual(run.made, 1)

    def test_with_the_log_level_error_says_nothing(self) -> None:
        run = Run(Recorded(points(), points()), Recorded(instance(None)), variables={"LOG_LEVEL": "error"})
        run.invoke()

        self.assertEqual(run.lines, [])

    def test_never_logs_the_event(self) -> None:
        run = Run(Recorded(points(), points()), Recorded(instance(None)), variables={"LOG_LEVEL": "debug"})
        run.invoke()

        self.assertNotIn("never to be logged", "".join(run.lines))

    def test_writes_the_time_as_rfc_3339_in_utc(self) -> None:
        run = Run(Recorded(points(), points()), Recorded(instance(None)))
        run.invoke()

        for line in run.lines:
            self.assertRegex(json.loads(line)["timestamp"], re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"))


class Failures(unittest.TestCase):
    def test_names_the_missing_action_and_publishes_nothing(self) -> None:
        denied = ClientError("AccessDeniedException", "not authorized", 403)
        fine = [points(point(1)), points(point(1))]
        for action, run in {
            "backup:ListRecoveryPointsByBackupVault": Run(Recorded(denied), Recorded()),
            "rds:DescribeDBInstances": Run(
                Recorded(*fine), Recorded(ClientError("AccessDenied", "not authorized", 403))
            ),
            "cloudwatch:PutMetricData": Run(Recorded(*fine), Recorded(instance(1)), Recorded(denied)),
        }.items():
            with self.subTest(action=action):
                with self.assertRaisesRegex(Exception, "not authorized"):
                    run.invoke()
                (line,) = run.log
                self.assertEqual(line["level"], "error")
                self.assertEqual(line["missingAction"], action)
                self.assertEqual(
                    line["message"],
                    f"access denied: the function's role, or a policy above it, does not allow {action}",
                )
                self.assertEqual((line["httpStatusCode"], line["awsRequestId"]), (403, "aws-request-1"))

    def test_says_what_to_do_where_the_vault_or_the_database_is_missing(self) -> None:
        fine = [points(point(1)), points(point(1))]
        for run, advice in (
            (Run(Recorded(ClientError("ResourceNotFoundException", "no vault")), Recorded()), "no vault of the name"),
            (Run(Recorded(*fine), Recorded(ClientError("DBInstanceNotFound", "no db", 404))), "no RDS instance of a"),
        ):
            with self.subTest(advice=advice):
                with self.assertRaises(Exception):
                    run.invoke()
                self.assertEqual(run.cloudwatch.requests, [])
                (line,) = run.log
                self.assertEqual(line["message"], "could not check the recovery points")
                self.assertIn(advice, line["advice"])

    def test_logs_wrong_settings_and_sends_nothing(self) -> None:
        run = Run(Recorded(), Recorded(), variables={"BACKUP_VAULT_NAME": ""})

        with self.assertRaises(SettingsError):
            run.invoke()
        self.assertEqual(run.made, 0)
        self.assertEqual(run.log[0]["errorName"], "SettingsError")

    def test_logs_an_unreachable_service(self) -> None:
        run = Run(Recorded(ConnectionError("cannot connect")), Recorded())

        with self.assertRaises(Exception):
            run.invoke()
        self.assertEqual(run.log[0]["errorName"], "ConnectionError")
        self.assertEqual(run.log[0]["action"], "backup:ListRecoveryPointsByBackupVault")


class Entry(unittest.TestCase):
    def test_index_imports_without_boto3_and_has_the_handler(self) -> None:
        import index

        self.assertTrue(callable(index.handler))
