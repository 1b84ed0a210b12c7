"""Blocks that several page types share; those of the article alone are in blog.blocks."""

from .body import BodyBlock, StandardBodyBlock
from .links import AddressBlock, ButtonsBlock, CallToActionBlock, DoorBlock, NextStepBlock, ServicesBlock
from .media import DocumentBlock, EmbedBlock, FilesBlock, GalleryBlock, PictureBesideTextBlock, PictureBlock
from .recordings import AudioBlock, FilmBlock
from .sets import FiguresBlock, PartnersBlock, PeopleBlock, StepsBlock
from .table import TableBlock
from .text import AccordionBlock, ContentNoteBlock, HeadingBlock, ParagraphBlock, QuoteBlock

__all__ = [
    "AccordionBlock",
    "AddressBlock",
    "AudioBlock",
    "BodyBlock",
    "ButtonsBlock",
    "CallToActionBlock",
    "ContentNoteBlock",
    "DocumentBlock",
    "DoorBlock",
    "EmbedBlock",
    "FiguresBlock",
    "FilesBlock",
    "FilmBlock",
    "GalleryBlock",
    "HeadingBlock",
    "NextStepBlock",
    "ParagraphBlock",
    "PartnersBlock",
    "PeopleBlock",
    "PictureBesideTextBlock",
    "PictureBlock",
    "QuoteBlock",
    "ServicesBlock",
    "StandardBodyBlock",
    "StepsBlock",
    "TableBlock",
]
