"""How old the backups are: the newest recovery points of AWS Backup, and the automated backups of RDS."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aws_clients import Answer, BackupClient, RdsClient
from failure import UnexpectedAnswerError, calling

LIST_RECOVERY_POINTS: Final = "backup:ListRecoveryPointsByBackupVault"
DESCRIBE_INSTANCES: Final = "rds:DescribeDBInstances"

#: Others are not there yet, not whole, or not to be restored from any more.
#: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
USABLE: Final = ("AVAILABLE", "COMPLETED")


@dataclass(frozen=True, slots=True)
class BackupAge:
    """The newest backup of one thing."""

    name: str
    #: The state that it holds; None where there is no backup at all.
    newest: datetime | None

    def seconds(self, now: datetime) -> float | None:
        """How old it is."""
        return None if self.newest is None else max((now - self.newest).total_seconds(), 0.0)

    def is_stale(self, now: datetime, most_seconds: float) -> bool:
        """Whether it is too old, or there is none."""
        seconds = self.seconds(now)
        return seconds is None or seconds > most_seconds


def newest_recovery_point(backup: BackupClient, vault_name: str, resource: str) -> BackupAge:
    """Looks for the newest usable recovery point of a resource, or of a type of resources, in a vault.

    A recovery point holds the state of when its creation began; that it was completed later makes it no younger.
    """
    by = "ByResourceArn" if resource.startswith("arn:") else "ByResourceType"
    request = {"BackupVaultName": vault_name, by: resource}
    newest: datetime | None = None
    tokens: set[str] = set()
    while True:
        with calling(LIST_RECOVERY_POINTS):
            page = backup.list_recovery_points_by_backup_vault(**request)
        for point in _list_of(page, "RecoveryPoints"):
            created = _created(point)
            if point.get("Status") in USABLE and (newest is None or created > newest):
                newest = created
        token = page.get("NextToken")
        if not token:
            return BackupAge(resource, newest)
        if token in tokens:
            raise UnexpectedAnswerError("AWS Backup gave the same NextToken twice; its pages would never end")
        tokens.add(token)
        request["NextToken"] = token


def latest_restorable_time(rds: RdsClient, identifier: str) -> BackupAge:
    """Asks RDS up to when an instance can be restored; it says nothing where automated backups are off."""
    with calling(DESCRIBE_INSTANCES):
        answer = rds.describe_db_instances(DBInstanceIdentifier=identifier)
    instances = _list_of(answer, "DBInstances")
    if len(instances) != 1:
        raise UnexpectedAnswerError(f"RDS listed {len(instances)} instances of the name {identifier}")
    return BackupAge(identifier, instances[0].get("LatestRestorableTime"))


def _list_of(answer: Answer, name: str) -> list[Answer]:
    value = answer.get(name)
    if not isinstance(value, list):
        raise UnexpectedAnswerError(f"AWS answered without the list {name}")
    return value


def _created(point: Answer) -> datetime:
    value = point.get("CreationDate")
    if not isinstance(value, datetime):
        raise UnexpectedAnswerError("AWS Backup listed a recovery point without its CreationDate")
    return value
