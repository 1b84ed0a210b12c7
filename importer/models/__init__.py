"""What is kept of bringing a site over: runs, and what each thing of the old site became here."""

from .records import Imported, Kind
from .runs import Made, Part, Row, Run

__all__ = ["Imported", "Kind", "Made", "Part", "Row", "Run"]
