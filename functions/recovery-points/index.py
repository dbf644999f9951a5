"""What Lambda calls: ``index.handler``."""

import os
from datetime import UTC, datetime

from aws_clients import create_clients
from check import create_handler
from json_log import write_line
from settings import read_settings

handler = create_handler(
    clients=create_clients,
    settings=lambda: read_settings(os.environ),
    write=write_line,
    now=lambda: datetime.now(UTC),
)
