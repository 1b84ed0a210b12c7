from django.apps import AppConfig
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _


class SafetyConfig(AppConfig):
    name = "safety"
    verbose_name = _("visitor safety")

    def ready(self) -> None:
        """Let the scripts that Wagtail writes into its forms pass the policy; clean every file that comes in."""
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import UploadedFile

        from .csp import give_choosers_a_nonce
        from .uploads import clean_before_saving

        give_choosers_a_nonce()
        for model in (get_image_model(), get_document_model(), UploadedFile):
            pre_save.connect(clean_before_saving, sender=model)
