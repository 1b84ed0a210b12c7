"""Addresses: the editor, files, what machines ask for, search; everything else is a page of the tree."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve as serve_file
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from home import views

handler404 = "home.views.page_not_found"
handler500 = "home.views.server_error"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Sizes of pictures only: originals and documents are never served from the folder.
    re_path(r"^media/(?P<path>images/[^/]{1,200})$", serve_file, {"document_root": settings.MEDIA_ROOT}),
    path("sitemap.xml", sitemap),
    path("robots.txt", views.robots_txt),
    path(".well-known/security.txt", views.security_txt),
]

urlpatterns += i18n_patterns(
    path("search/", include("search.urls")),
    # Wagtail's own: signing in to a private page, or its password.
    path("", include([pattern for pattern in wagtail_urls.urlpatterns if pattern.name != "wagtail_serve"])),
    re_path(serve_pattern, views.serve_page, name="wagtail_serve"),
    prefix_default_language=False,
)
