"""What the function is told by its environment variables."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from json_log import LEVELS, Level

DEFAULT_LEVEL: Final[Level] = "info"

#: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
VAULT_NAME: Final = re.compile(r"[A-Za-z0-9_-]{2,50}")

#: A resource's ARN, or a type of resources as AWS Backup names it, such as EC2.
RESOURCE: Final = re.compile(r"arn:[a-z-]+:[^\s,]+|[A-Z][A-Za-z0-9 ]{1,49}")

#: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
DATABASE: Final = re.compile(r"(?=.{1,63}$)[a-z](?:-?[a-z0-9])*")

#: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
NAMESPACE: Final = re.compile(r"(?!AWS/|:)(?=.*\S)[\x20-\x7e]{1,255}")
DIMENSION: Final = re.compile(r"(?!:)(?=.*\S)[\x20-\x7e]{1,1024}")

MOST_HOURS: Final = 8760
MOST_MINUTES: Final = 1440


class SettingsError(Exception):
    """Raised once with everything that is wrong with the environment variables."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))


@dataclass(frozen=True, slots=True)
class Settings:
    """The variables, read."""

    #: ``BACKUP_VAULT_NAME``: the vault of AWS Backup.
    vault_name: str
    #: ``PROTECTED_RESOURCES``: what must have a recovery point there: ARNs, or types such as EC2, separated by commas.
    protected_resources: tuple[str, ...]
    #: ``DATABASE_IDENTIFIERS``: the RDS instances whose automated backups must be current, separated by commas.
    database_identifiers: tuple[str, ...]
    #: ``MAX_RECOVERY_POINT_AGE_HOURS``: 1 to 8760.
    max_recovery_point_age_hours: int
    #: ``MAX_RESTORABLE_AGE_MINUTES``: 5 to 1440; RDS keeps its log every five minutes.
    max_restorable_age_minutes: int
    #: ``METRIC_NAMESPACE``: the CloudWatch namespace to publish in.
    metric_namespace: str
    #: ``DIMENSION_ENVIRONMENT``: the value of the metrics' dimension ``Environment``.
    dimension_environment: str
    #: ``LOG_LEVEL``: the least severe level that is logged; info where nothing is said.
    log_level: Level


def read_settings(variables: Mapping[str, str]) -> Settings:
    """Reads the environment variables.

    :raises SettingsError: if one is missing or malformed; its message names all that are.
    """
    problems: list[str] = []
    settings = Settings(
        vault_name=_text("BACKUP_VAULT_NAME", VAULT_NAME, variables, problems),
        protected_resources=_list("PROTECTED_RESOURCES", RESOURCE, variables, problems),
        database_identifiers=_list("DATABASE_IDENTIFIERS", DATABASE, variables, problems),
        max_recovery_point_age_hours=_number("MAX_RECOVERY_POINT_AGE_HOURS", 1, MOST_HOURS, variables, problems),
        max_restorable_age_minutes=_number("MAX_RESTORABLE_AGE_MINUTES", 5, MOST_MINUTES, variables, problems),
        metric_namespace=_text("METRIC_NAMESPACE", NAMESPACE, variables, problems),
        dimension_environment=_text("DIMENSION_ENVIRONMENT", DIMENSION, variables, problems),
        log_level=_level(variables, problems),
    )
    if problems:
        raise SettingsError(problems)
    return settings


def _text(name: str, pattern: re.Pattern[str], variables: Mapping[str, str], problems: list[str]) -> str:
    value = variables.get(name)
    if value is None:
        problems.append(f"environment variable {name} is missing")
    elif pattern.fullmatch(value) is None:
        problems.append(f"environment variable {name} must match {pattern.pattern}, got {json.dumps(value)}")
    return value or ""


def _list(name: str, pattern: re.Pattern[str], variables: Mapping[str, str], problems: list[str]) -> tuple[str, ...]:
    value = variables.get(name)
    if value is None:
        problems.append(f"environment variable {name} is missing")
        return ()
    items = tuple(item.strip() for item in value.split(","))
    if len(set(items)) != len(items) or any(pattern.fullmatch(item) is None for item in items):
        problems.append(
            f"environment variable {name} must be different values that match {pattern.pattern}, "
            f"separated by commas, got {json.dumps(value)}"
        )
    return items


def _number(name: str, least: int, most: int, variables: Mapping[str, str], problems: list[str]) -> int:
    value = variables.get(name)
    if value is None:
        problems.append(f"environment variable {name} is missing")
        return least
    number = int(value) if re.fullmatch("[0-9]{1,5}", value) else -1
    if not least <= number <= most:
        problems.append(
            f"environment variable {name} must be a whole number from {least} to {most}, got {json.dumps(value)}"
        )
    return number


def _level(variables: Mapping[str, str], problems: list[str]) -> Level:
    value = variables.get("LOG_LEVEL", DEFAULT_LEVEL)
    for level in LEVELS:
        if level == value:
            return level
    problems.append(f"environment variable LOG_LEVEL must be one of {', '.join(LEVELS)}, got {json.dumps(value)}")
    return DEFAULT_LEVEL
