from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as PublishScheduled
from wagtail.models import DraftStateMixin, Page, Revision, Site

from clock.commands import JobCommand
from consent.withdrawal import end_expired


class Command(JobCommand, PublishScheduled):
    help = "Every half minute: end consents whose last day is over, then publish and unpublish what is scheduled."

    def handle(self, *args: Any, **options: Any) -> None:
        """End consents first: a story that lost its own would else come online once more.

        Wagtail's own stops at the first version that cannot be published, such as one whose address is taken by now.
        Here it stops nothing else: it is tried again, and “What needs attention” names it.
        """
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        end_expired()
        now = timezone.now()
        # Pages of all types are in one table.
        models = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
        fronts = set(Site.objects.values_list("root_page_id", flat=True))
        for model in [Page, *(model for model in models if not issubclass(model, Page))]:
            for one in list(model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")):
                if model is Page and one.pk in fronts:
                    continue
                one.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        for version in Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"):
            try:
                with transaction.atomic():
                    version.publish(log_action="wagtail.publish.scheduled")
            except ValidationError:
                continue
