"""Fakes of AWS with recorded answers, and the way to the function's modules."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "functions" / "recovery-points"))

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
DATABASE_ARN = "arn:aws:rds:us-east-1:111122223333:db:web-app"

VARIABLES = {
    "BACKUP_VAULT_NAME": "web-app",
    "PROTECTED_RESOURCES": f"{DATABASE_ARN}, EC2",
    "DATABASE_IDENTIFIERS": "web-app",
    "MAX_RECOVERY_POINT_AGE_HOURS": "26",
    "MAX_RESTORABLE_AGE_MINUTES": "60",
    "METRIC_NAMESPACE": "SecCFN/Backup",
    "DIMENSION_ENVIRONMENT": "web-app",
}


class ClientError(Exception):
    """An error of AWS, in the shape in which botocore raises it."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"An error occurred ({code}) when calling the operation: {message}")
        self.response = {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": "aws-request-1"},
        }


class Recorded:
    """A client that gives its answers in turn; an answer that is an exception is raised."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []

    def call(self, **request: Any) -> Any:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    list_recovery_points_by_backup_vault = call
    describe_db_instances = call
    put_metric_data = call


def point(hours: float, status: str = "COMPLETED", **fields: Any) -> dict[str, Any]:
    """A recovery point of so many hours ago, as AWS Backup lists it."""
    created = NOW - timedelta(hours=hours)
    return {
        "RecoveryPointArn": "arn:aws:rds:us-east-1:111122223333:snapshot:awsbackup:job-1",
        "BackupVaultName": "web-app",
        "ResourceArn": DATABASE_ARN,
        "ResourceType": "RDS",
        "CreationDate": created,
        "CompletionDate": created + timedelta(minutes=20),
        "Status": status,
        "IsEncrypted": True,
    } | fields


def points(*listed: dict[str, Any], token: str | None = None) -> dict[str, Any]:
    """One page."""
    return {"RecoveryPoints": list(listed)} | ({} if token is None else {"NextToken": token})


def instance(minutes: float | None) -> dict[str, Any]:
    """An RDS instance that can be restored up to so many minutes ago; with None, not at all."""
    restorable = {} if minutes is None else {"LatestRestorableTime": NOW - timedelta(minutes=minutes)}
    return {"DBInstances": [{"DBInstanceIdentifier": "web-app", "DBInstanceStatus": "available"} | restorable]}
