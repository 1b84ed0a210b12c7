"""What the files of other sites hold, as items. Neither the database nor the network is asked here."""

from .export import Export, open_export
from .items import Attachment, Item
from .mistakes import LimitError, UnusableError

__all__ = ["Attachment", "Export", "Item", "LimitError", "UnusableError", "open_export"]
