"""The choice of a consent inside a block."""

from home.blocks.choosers import BatchedMixin

from .choosers import consent_chooser

ChooserBlock = consent_chooser.get_block_class(name="ChooserBlock", module_path="consent.blocks")


class ConsentChooserBlock(BatchedMixin, ChooserBlock):
    """A consent, fetched together with whatever else the page points to."""
