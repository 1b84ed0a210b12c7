"""What is never left to a worker."""

from pages.picture_sizes import AT_ONCE


def keep_at_once() -> None:
    """Let Wagtail note references and delete files at once, also where other tasks wait for a worker.

    A consent that is withdrawn finds its pages by the references, and what was deleted for somebody's safety must
    not be at its address until a worker comes by.
    """
    from wagtail import signal_handlers
    from wagtail.documents import signal_handlers as documents
    from wagtail.images import signal_handlers as images

    signal_handlers.update_reference_index_task = signal_handlers.update_reference_index_task.using(backend=AT_ONCE)
    for module in (documents, images):
        module.delete_file_from_storage_task = module.delete_file_from_storage_task.using(backend=AT_ONCE)
