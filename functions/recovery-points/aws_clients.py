"""The clients of AWS, and the part of them that the function uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

#: One answer of AWS.
Answer = Mapping[str, Any]


class BackupClient(Protocol):
    """AWS Backup."""

    def list_recovery_points_by_backup_vault(self, **request: str) -> Answer: ...


class RdsClient(Protocol):
    """RDS."""

    def describe_db_instances(self, **request: str) -> Answer: ...


class CloudWatchClient(Protocol):
    """CloudWatch."""

    def put_metric_data(self, *, Namespace: str, MetricData: list[dict[str, Any]]) -> Answer: ...  # noqa: N803


@dataclass(frozen=True, slots=True)
class Clients:
    """The three services that the function calls."""

    backup: BackupClient
    rds: RdsClient
    cloudwatch: CloudWatchClient


def create_clients() -> Clients:
    """Makes the clients of Lambda's own boto3. It retries throttling, 5xx answers and broken connections; the adaptive
    mode also slows down after throttling. Timeouts are per attempt, in seconds.

    See https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    """
    import boto3  # Here, so that tests need no boto3.
    from botocore.config import Config

    config = Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 5, "mode": "adaptive"})
    return Clients(
        backup=boto3.client("backup", config=config),
        rds=boto3.client("rds", config=config),
        cloudwatch=boto3.client("cloudwatch", config=config),
    )
