"""Small pages of the editor: choosing a template, and staying signed in."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from blog.models import BlogIndexPage, StartingTemplate

LARGEST_ID = 2**31  # no page has it


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def templates(request: HttpRequest, parent_id: int | None = None) -> HttpResponse:
    """Offer the starting templates for a new article below the page ``parent_id``, or the blog in one's language."""
    if parent_id:
        index = get_object_or_404(BlogIndexPage, pk=min(parent_id, LARGEST_ID))
    else:
        blogs = BlogIndexPage.objects.order_by("path")
        index = blogs.filter(locale__language_code=get_language()).first() or blogs.first()
    if index is None or not index.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    own = StartingTemplate.objects.filter(locale=index.locale_id)
    # Those of the first language that nobody has translated are better than none.
    others = StartingTemplate.objects.filter(locale=Locale.get_default())
    found = [*own, *others.exclude(translation_key__in=own.values("translation_key"))]
    return render(request, "editor/templates.html", {"index": index, "templates": found})


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def still_here(request: HttpRequest) -> JsonResponse:
    """Tell an open editor who is signed in, and the token that its forms need now."""
    return JsonResponse({"person": request.user.pk, "token": get_token(request)})


@require_safe
@permission_required("wagtailadmin.access_admin", raise_exception=True)
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Say that the other tab goes on by itself."""
    return render(request, "editor/signed_in_again.html")
