"""A log whose lines are JSON objects: timestamp (RFC 3339, UTC), level, message, requestId, then the event's own fields."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Literal, get_args

Level = Literal["debug", "info", "warn", "error"]

#: From the most to the least talkative.
LEVELS: Final[tuple[Level, ...]] = get_args(Level)

#: What a line tells besides its message. Fields that are None are left out.
Field = str | int | float | list[str] | None

LineWriter = Callable[[str], None]


class JsonLog:
    """Writes one event as one line; an event below the log's level is dropped.

    Lambda's log-level filter reads ``level`` and ``timestamp`` of such lines.

    See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """

    def __init__(self, level: Level, request_id: str, write: LineWriter) -> None:
        self._least = LEVELS.index(level)
        self._request_id = request_id
        self._write = write

    def __call__(self, level: Level, message: str, **fields: Field) -> None:
        if LEVELS.index(level) < self._least:
            return
        timestamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = {"timestamp": timestamp, "level": level, "message": message, "requestId": self._request_id}
        self._write(json.dumps(line | {name: value for name, value in fields.items() if value is not None}))


def write_line(line: str) -> None:
    """Writes to the standard output, past ``logging``, to which Lambda's runtime adds columns of its own."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
