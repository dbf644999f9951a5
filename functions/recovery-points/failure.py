"""What the log says about a failed invocation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from json_log import Field

ACCESS_DENIED: Final = ("AccessDenied", "AccessDeniedException")
FAILED: Final = "could not check the recovery points"

#: What to do about the errors of AWS.
ADVICE: Final[Mapping[str, str]] = {
    "ResourceNotFoundException": "there is no vault of the name BACKUP_VAULT_NAME in this region",
    "DBInstanceNotFound": "there is no RDS instance of a name in DATABASE_IDENTIFIERS in this region",
    "DBInstanceNotFoundFault": "there is no RDS instance of a name in DATABASE_IDENTIFIERS in this region",
}


class CallError(Exception):
    """A call of AWS that failed, by the IAM action that it needs."""

    def __init__(self, action: str, error: Exception) -> None:
        super().__init__(f"{action}: {error}")
        self.action = action
        self.error = error


class UnexpectedAnswerError(Exception):
    """AWS answered what its API does not promise; going on would publish wrong numbers."""


@contextmanager
def calling(action: str) -> Iterator[None]:
    """Says in a failure which IAM action the call needed."""
    try:
        yield
    except Exception as error:
        raise CallError(action, error) from error


def describe_failure(error: Exception) -> tuple[str, dict[str, Field]]:
    """Gives the message and the fields of an error. Where access was denied, they name what the function's role lacks."""
    if not isinstance(error, CallError):
        return FAILED, {"errorName": type(error).__name__, "errorMessage": str(error)}
    response = getattr(error.error, "response", {})
    code = response.get("Error", {}).get("Code", type(error.error).__name__)
    metadata = response.get("ResponseMetadata", {})
    fields: dict[str, Field] = {
        "action": error.action,
        "errorName": code,
        "errorMessage": str(error.error),
        "advice": ADVICE.get(code),
        "httpStatusCode": metadata.get("HTTPStatusCode"),
        "awsRequestId": metadata.get("RequestId"),
    }
    if code not in ACCESS_DENIED:
        return FAILED, fields
    message = f"access denied: the function's role, or a policy above it, does not allow {error.action}"
    return message, fields | {"missingAction": error.action}
