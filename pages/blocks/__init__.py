"""Blocks that several page types share; those of the article alone are in blog.blocks."""

from .body import BodyBlock, StandardBodyBlock
from .links import CallToActionBlock, NextStepBlock, ServicesBlock
from .media import DocumentBlock, EmbedBlock, GalleryBlock, PictureBlock
from .text import AccordionBlock, ContentNoteBlock, HeadingBlock, ParagraphBlock, QuoteBlock

__all__ = [
    "AccordionBlock",
    "BodyBlock",
    "CallToActionBlock",
    "ContentNoteBlock",
    "DocumentBlock",
    "EmbedBlock",
    "GalleryBlock",
    "HeadingBlock",
    "NextStepBlock",
    "ParagraphBlock",
    "PictureBlock",
    "QuoteBlock",
    "ServicesBlock",
    "StandardBodyBlock",
]
