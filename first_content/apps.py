from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FirstContentConfig(AppConfig):
    name = "first_content"
    verbose_name = _("first content")
