"""What goes wrong, one JSON object a line, for people and for programs; nothing about whoever was there when it did.

Django's own records name the address that was asked for, and the text of an error may repeat what was
typed. Neither is written: of an error stay its kind, where in the code it happened, and its text only
when it comes from a database, a disk or the network.
"""

import os
import traceback
from typing import Any

import structlog

from safety import outage

# Their messages are "%s: %s" of a reason and an address.
NAMES_ADDRESSES = ("django.request", "django.security", "django.server")


def without_visitors(_logger: Any, _method: str, event: dict) -> dict:
    """Leave out of a record what says who asked for what."""
    values = event.pop("positional_args", None)
    if event["logger"].startswith(NAMES_ADDRESSES):
        event["event"] = str(values[0]) if isinstance(values, tuple) and values else "Refused"
    error = (event.pop("exc_info", None) or (None, None))[1]
    if error is not None:
        event["error"] = type(error).__qualname__
        if outage.reason(error):
            # Of files and of mail only what went wrong: their names say what somebody wanted.
            event["reason"] = os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)
        event["where"] = [
            f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


class Formatter(structlog.stdlib.ProcessorFormatter):
    """Writes records as JSON: timestamp (UTC), level, logger, event, and of an error error, reason, where."""

    def __init__(self, *_arguments: Any, **_options: Any) -> None:
        super().__init__(
            pass_foreign_args=True,
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                without_visitors,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
