"""Blocks that several page types share; those of the article alone are in blog.blocks."""

from .body import BodyBlock, StandardBodyBlock
from .links import AddressBlock, CallToActionBlock, DoorBlock, NextStepBlock, ServicesBlock
from .media import DocumentBlock, EmbedBlock, GalleryBlock, PictureBlock
from .table import TableBlock
from .text import AccordionBlock, ContentNoteBlock, HeadingBlock, ParagraphBlock, QuoteBlock

__all__ = [
    "AccordionBlock",
    "AddressBlock",
    "BodyBlock",
    "CallToActionBlock",
    "ContentNoteBlock",
    "DocumentBlock",
    "DoorBlock",
    "EmbedBlock",
    "GalleryBlock",
    "HeadingBlock",
    "NextStepBlock",
    "ParagraphBlock",
    "PictureBlock",
    "QuoteBlock",
    "ServicesBlock",
    "StandardBodyBlock",
    "TableBlock",
]
