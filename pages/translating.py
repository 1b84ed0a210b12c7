"""Translating pages and templates of which a block has a text that was never there."""

from typing import Any

from wagtail.blocks import Block
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor


def connect() -> None:
    """Let wagtail-localize pass over texts that are not there, which it takes for an error.

    A block that was saved before it got one more text has none, and so has a piece of a starting template.
    """
    known = StreamFieldSegmentExtractor.handle_block

    def handle_block(self: StreamFieldSegmentExtractor, block: Block, value: Any, raw_value: Any = None) -> list:
        return [] if value is None else known(self, block, value, raw_value=raw_value)

    StreamFieldSegmentExtractor.handle_block = handle_block
