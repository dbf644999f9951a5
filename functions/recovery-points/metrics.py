"""The metrics that the function publishes."""

from dataclasses import dataclass
from typing import Any, Final

from aws_clients import CloudWatchClient
from failure import calling
from settings import Settings

PUT_METRIC_DATA: Final = "cloudwatch:PutMetricData"

#: How many of the protected resources and databases have no backup, or one that is too old. An alarm looks at this one.
STALE_BACKUPS: Final = "StaleBackups"

#: The age of the oldest of the resources' newest recovery points. Nothing is published where none has any.
HOURS_SINCE_LAST_RECOVERY_POINT: Final = "HoursSinceLastRecoveryPoint"

#: The same of the databases' automated backups.
LATEST_RESTORABLE_AGE_MINUTES: Final = "LatestRestorableAgeMinutes"


@dataclass(frozen=True, slots=True)
class Values:
    """What is published."""

    stale_backups: int
    hours_since_last_recovery_point: float | None
    latest_restorable_age_minutes: float | None


def publish(cloudwatch: CloudWatchClient, settings: Settings, values: Values) -> None:
    """Publishes the values in one call, with the dimension ``Environment``; CloudWatch stamps them with the time of
    arrival. It has no unit for minutes and hours.

    A point can arrive twice when an answer got lost, so alarms and graphs take the statistic Maximum, never Sum.

    See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
    """
    points = [
        (STALE_BACKUPS, "Count", values.stale_backups),
        (HOURS_SINCE_LAST_RECOVERY_POINT, "None", values.hours_since_last_recovery_point),
        (LATEST_RESTORABLE_AGE_MINUTES, "None", values.latest_restorable_age_minutes),
    ]
    dimensions = [{"Name": "Environment", "Value": settings.dimension_environment}]
    data: list[dict[str, Any]] = [
        {"MetricName": name, "Dimensions": dimensions, "Unit": unit, "Value": value}
        for name, unit, value in points
        if value is not None
    ]
    with calling(PUT_METRIC_DATA):
        cloudwatch.put_metric_data(Namespace=settings.metric_namespace, MetricData=data)
