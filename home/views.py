"""How an address finds its page, and the pages that answer when none is found."""

import sys
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sites.requests import RequestSite
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from wagtail import views as wagtail_views
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site

from page_cache.application import keep
from page_cache.remembered import remembered
from pages import site_settings
from pages.loader import loading
from pages.models import SiteRendition
from pages.visibility import last_change, remember_private_paths
from safety import outage
from safety.limits import refuse_method
from safety.outage import render_without_database
from search.views import pages_like

from .sitemaps import AllLanguages

# Few enough that a part is made in a fraction of a second and needs little memory; the format allows 50,000.
PAGES_PER_SITEMAP = 1_000


@csrf_exempt
def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Answer for ``path`` as Wagtail does, having found the page in two queries however deep it lies.

    Wagtail itself walks down the tree with two queries for each level; the result is handed
    over in the place where it keeps its own. Nothing here knows who asks, so there is nothing to forge: only forms
    for visitors take a POST, and look themselves whether another site sent it.
    """
    keep(request)
    with loading():
        request._wagtail_route_for_request = find_route(request, path)
        response = wagtail_views.serve(request, path)
        if response.status_code == 405:
            return refuse_method(request, response["Allow"].split(", "))
        return response.render() if hasattr(response, "render") else response


def quiet_home(request: HttpRequest) -> HttpResponse:
    """Answer for the short address with the home page, which reads without a trail from its first moment."""
    request.is_quiet = True
    return serve_page(request, "")


def find_route(request: HttpRequest, path: str) -> tuple | None:
    """Return (page, args, kwargs) for the deepest page on the way, which may route the rest itself."""
    site = remembered(("site", request.get_host()), lambda: Site.find_for_request(request))
    request._wagtail_site = site
    if site is None:
        return None
    root = site.root_page
    names = [name for name in path.split("/") if name]
    if "\x00" in path or len(names) > 20:
        return None
    active = get_language()
    if active != settings.LANGUAGE_CODE:
        # A draft of a home page has no page to show, but pages below it may be public.
        root = remembered(
            ("home", request.get_host(), active),
            lambda: site.root_page.get_translations().filter(locale__language_code=active).first(),
        )
        if root is None:
            return None
    steps = [root.url_path + "".join(f"{name}/" for name in names[:count]) for count in range(1, len(names) + 1)]
    # Private pages come along, so that nothing later in the response need ask for them again.
    restricted = Exists(PageViewRestriction.objects.filter(page=OuterRef("pk")))
    pages = Page.objects.annotate(restricted=restricted).filter(Q(url_path__in=steps) | Q(restricted=True))
    pages = list(pages.order_by("depth"))
    remember_private_paths([page.path for page in pages if page.restricted])
    chain = [root, *(page for page in pages if page.url_path in steps)]
    for parent, child in pairwise(chain):
        child._cached_parent_obj = parent
    found = chain[-1]
    model = found.specific_class or Page
    related = getattr(model, "serve_related", ())
    page = model.objects.select_related(*related).get(pk=found.pk)
    page.chain = chain
    if len(chain) > 1:
        page._cached_parent_obj = chain[-2]
    try:
        return page.route(request, names[found.depth - root.depth :])
    except Http404:
        return None


def picture(request: HttpRequest, name: str) -> FileResponse:
    """Hand out a size of a picture, from wherever uploads are kept."""
    path = f"images/{name}"
    try:
        # What was deleted for somebody's safety is gone with its row, whether or not its file is.
        sizes = SiteRendition.objects.filter(file=path)
        if not (_shown(sizes).exists() or (_is_staff(request) and sizes.exists())):
            raise Http404
    except DatabaseError:
        # Kept pages are read meanwhile, with their pictures.
        pass
    try:
        file = default_storage.open(path)
    except (FileNotFoundError, IsADirectoryError, ValueError, SuspiciousOperation) as error:
        raise Http404 from error
    return FileResponse(file, filename=name)


def _shown(sizes: QuerySet) -> QuerySet:
    """Return the sizes that anyone may see: neither withdrawn nor in a private collection, or below one."""
    inside = ExpressionWrapper(OuterRef("image__collection__path"), output_field=CharField())
    above = CollectionViewRestriction.objects.annotate(inside=inside).filter(inside__startswith=F("collection__path"))
    return sizes.filter(~Exists(above), image__is_withdrawn=False)


def _is_staff(request: HttpRequest) -> bool:
    """Return whether somebody of the editor asks, who looks after pictures that are not shown."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm("wagtailadmin.access_admin")


def sitemap(request: HttpRequest, part: int | None = None) -> HttpResponse:
    """List the public pages for search engines: one part of them, all if they fit in one, else where the parts are."""
    keep(request)
    pages = AllLanguages(request)
    pages.limit = PAGES_PER_SITEMAP
    if part is None and pages.paginator.num_pages > 1:
        parts = [{"location": f"{settings.SITE_ADDRESS}/sitemap-{number}.xml"} for number in pages.paginator.page_range]
        return _dated(render(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml"))
    part = 1 if part is None else part
    if part not in pages.paginator.page_range:
        raise Http404
    urls = pages.get_urls(part, RequestSite(request))
    return _dated(render(request, "sitemap.xml", {"urlset": urls}, content_type="application/xml"))


def _dated(response: HttpResponse) -> HttpResponse:
    if when := last_change():
        response["Last-Modified"] = http_date(when.timestamp())
    return response


def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a security fault (RFC 9116)."""
    chosen = site_settings.for_request(request).security_contact
    contact = f"mailto:{chosen}" if "@" in chosen else chosen or f"{settings.SITE_ADDRESS}/about/"
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}",
        f"Preferred-Languages: {settings.LANGUAGE_CODE}",
        f"Canonical: {settings.SITE_ADDRESS}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def robots_txt(request: HttpRequest) -> HttpResponse:
    """Let every engine read the site, but not the editor or visitors' searches."""
    keep(request)
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES[1:])]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/admin/", "/account/", "/preview/")),
        *(f"Disallow: {prefix}{path}" for prefix in prefixes for path in ("/answer/", "/leave/", "/mail/", "/search/")),
        f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 with help; the name of the site, which may be what is wrong, is set right first."""
    request.META["HTTP_HOST"] = urlsplit(settings.SITE_ADDRESS).netloc
    return render_without_database(request, "400.html", 400)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 with search, help, and up to three pages by the words of the address."""
    return render_without_database(request, "404.html", 404, like=pages_like(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 when something the site needs is away, else 500, with a page that needs nothing that may be broken."""
    if why := outage.reason(sys.exc_info()[1]):
        return outage.respond(request, why)
    return HttpResponse(render_to_string("500.html"), status=500)
