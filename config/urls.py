"""Addresses: the editor, files, what machines ask for, search; everything else is a page of the tree."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from editor.preview_links import show as shared_preview
from home import views
from pages import sharing
from safety.leaving import leave
from upkeep import health

handler400 = "home.views.bad_request"
handler404 = "home.views.page_not_found"
handler500 = "home.views.server_error"

# Wagtail's own doors would let a password in without the second step.
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("admin/login/", to_sign_in),
    re_path("^admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("_util/login/", to_sign_in, name="wagtailcore_login"),
    path("account/", include("accounts.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Sizes of pictures only: originals and documents are never served from the folder.
    # Wagtail gives them ASCII names.
    re_path(r"^media/images/(?P<name>[A-Za-z0-9_.-]{1,200})$", views.picture),
    re_path(r"^media/sharing/(?P<name>\d{1,15}-[0-9a-f]{16}\.png)$", sharing.picture, name="sharing_picture"),
    path("health/live/", health.live),
    path("health/ready/", health.ready),
    path("preview/<str:token>/", shared_preview, name="shared_preview"),
    path("sitemap.xml", views.sitemap),
    path("sitemap-<int:part>.xml", views.sitemap),
    path("robots.txt", views.robots_txt),
    path(".well-known/security.txt", views.security_txt),
    # Password managers lead there.
    path(".well-known/change-password", RedirectView.as_view(pattern_name="account_change_password")),
]

urlpatterns += i18n_patterns(
    # Short, and says nothing: it is given out, and stands in a browser's history.
    re_path("^q/?$", views.quiet_home, name="quiet_home"),
    path("leave/", leave, name="leave"),
    path("search/", include("search.urls")),
    path("answer/", include("letters.urls")),
    path("mail/", include("newsletter.urls")),
    # Wagtail's own, for pages that were given a password.
    path("", include([pattern for pattern in wagtail_urls.urlpatterns if "password" in pattern.name])),
    re_path(serve_pattern, views.serve_page, name="wagtail_serve"),
    prefix_default_language=False,
)
