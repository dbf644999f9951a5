"""The daily check that backups exist and are young enough (WEB-FN-1, WEB-BAK-1).

IAM actions it needs, and no other:

- ``backup:ListRecoveryPointsByBackupVault`` on the vault.
- ``rds:DescribeDBInstances`` on the instances of ``DATABASE_IDENTIFIERS``.
- ``cloudwatch:PutMetricData`` on ``*``, with the condition that ``cloudwatch:namespace`` equals ``METRIC_NAMESPACE``.

See https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Final, Protocol

from aws_clients import Clients
from backups import BackupAge, latest_restorable_time, newest_recovery_point
from failure import describe_failure
from json_log import JsonLog, Level, LineWriter
from metrics import Values, publish
from settings import Settings

MINUTE: Final = 60
HOUR: Final = 3600

Result = dict[str, int | float | None]


class Context(Protocol):
    """The part of Lambda's context object that the handler uses."""

    aws_request_id: str


Handler = Callable[[object, Context], Result]


def create_handler(
    *,
    clients: Callable[[], Clients],
    settings: Callable[[], Settings],
    write: LineWriter,
    now: Callable[[], datetime],
) -> Handler:
    """Makes the handler. The clients are made at the first invocation and kept.

    The event is neither read nor logged. Every error is logged, then raised again, so that Lambda's retries of
    asynchronous invocations and the dead-letter queue work.
    """
    kept_clients = cache(clients)

    def handler(_event: object, context: Context) -> Result:
        started = time.monotonic()
        log = JsonLog("info", context.aws_request_id, write)
        try:
            known = settings()
            log = JsonLog(known.log_level, context.aws_request_id, write)
            values = _check(kept_clients(), known, now(), log)
            publish(kept_clients().cloudwatch, known, values)
            result: Result = {
                "staleBackups": values.stale_backups,
                "hoursSinceLastRecoveryPoint": values.hours_since_last_recovery_point,
                "latestRestorableAgeMinutes": values.latest_restorable_age_minutes,
            }
            level: Level = "info" if values.stale_backups == 0 else "warn"
            log(level, "published the age of the backups", **result, durationMs=_milliseconds_since(started))
            return result
        except Exception as error:
            message, fields = describe_failure(error)
            log("error", message, **fields, durationMs=_milliseconds_since(started))
            raise

    return handler


def _check(clients: Clients, settings: Settings, now: datetime, log: JsonLog) -> Values:
    resources = [
        newest_recovery_point(clients.backup, settings.vault_name, resource)
        for resource in settings.protected_resources
    ]
    databases = [latest_restorable_time(clients.rds, name) for name in settings.database_identifiers]
    most_resource_seconds = settings.max_recovery_point_age_hours * HOUR
    most_database_seconds = settings.max_restorable_age_minutes * MINUTE
    stale_resources = [age for age in resources if age.is_stale(now, most_resource_seconds)]
    stale_databases = [age for age in databases if age.is_stale(now, most_database_seconds)]
    for age in stale_resources:
        _log_stale(log, "no recovery point is young enough", age, "look at the backup plan's jobs in AWS Backup")
    for age in stale_databases:
        _log_stale(log, "the automated backup is not current", age, "look at the instance's events in RDS")
    return Values(
        stale_backups=len(stale_resources) + len(stale_databases),
        hours_since_last_recovery_point=_worst(resources, now, HOUR),
        latest_restorable_age_minutes=_worst(databases, now, MINUTE),
    )


def _log_stale(log: JsonLog, message: str, age: BackupAge, advice: str) -> None:
    newest = "none" if age.newest is None else age.newest.isoformat()
    log("warn", message, resource=age.name, newest=newest, advice=advice)


def _worst(ages: list[BackupAge], now: datetime, unit: int) -> float | None:
    known = [seconds for age in ages if (seconds := age.seconds(now)) is not None]
    return round(max(known) / unit, 2) if known else None


def _milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
