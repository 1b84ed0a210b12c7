"""What search wants to happen by itself."""

from django.utils.translation import gettext_lazy as _

from clock.jobs import daily, repeat

repeat("search_check", daily("02:30"), _("Search and pages are held against each other"))
