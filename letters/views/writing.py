"""A visitor writes: the form, what is said when it has arrived, and what is said when it has not."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pages.loader import loading
from safety.limits import EDITOR
from safety.outage import render_without_database

from .. import work
from ..gate import EMPTY_FIELD, Judgement, Mark, is_flood, is_from_elsewhere, judge, new_mark, read_mark
from ..models import FormPage
from ..post import receive, words_of
from ..questions import AnswerForm, Way, answered, tidied
from ..six_words import folded

SHORT_ANSWER_IS_KEPT = 10  # seconds
_short_answers: dict[str, tuple[float, bytes]] = {}  # language → (when it was made, page)


def flood_middleware(get_response: Callable) -> Callable:
    """Answer a flood of forms before anything is asked of the database: ten thousand a minute must hold nobody up."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path.startswith(EDITOR) or not is_flood(request):
            return get_response(request)
        made, page = _short_answers.get(get_language(), (-SHORT_ANSWER_IS_KEPT, b""))
        if time.monotonic() - made >= SHORT_ANSWER_IS_KEPT:
            page = render_without_database(request, "429.html", 429).content
            _short_answers[get_language()] = (time.monotonic(), page)
        return HttpResponse(page, status=429)

    return answer


def filled_form(page: FormPage, data: MultiValueDict | None = None) -> dict[str, Any]:
    """Return what the template of a form shows; without ``data``, an empty form."""
    return {
        "questions": page.get_form_class()(data, prefix="q"),
        "answer": AnswerForm(data, prefix="a"),
        "mark": new_mark(),
        "can_be_read": page.keys() if data is None else [],
        "empty_field": EMPTY_FIELD,
        "gone_after": timezone.localdate() + timedelta(days=page.days),
        "work": work.challenge() if page.is_flooded else "",
    }


def take(page: FormPage, request: HttpRequest) -> HttpResponse:
    """Take what was written. Whatever is wrong is said in words, and nothing that was typed is lost."""
    data = tidied(request.POST)
    shown = filled_form(page, data)
    keys = shown["can_be_read"] = page.keys()
    mark = read_mark(data.get("mark", ""))
    if is_from_elsewhere(request):
        return _again(
            page, request, shown, 403, _("This came from another site, so it was not sent. Please write here.")
        )
    if not keys:
        return _again(
            page, request, shown, 503, _("It was not sent: nobody could read it now. Please call, or write later.")
        )
    if mark is None or not mark.is_good:
        text = _(
            "This page had been open for very long, so it was not sent yet. Please look it over and send it once more."
        )
        return _again(page, request, shown, 422, text)
    # Both are asked, so that all errors are shown at once.
    if not all([shown["questions"].is_valid(), shown["answer"].is_valid()]):
        return _again(page, request, shown, 422)
    questions, answer = answered(shown["questions"]), shown["answer"].cleaned_data
    if not questions and answer["way"] == Way.MYSELF:
        text = _("There is nothing to read in it yet. Please write something in one of the fields.")
        return _again(page, request, shown, 422, text)
    judgement = judge(request, str(page.pk), mark, work.was_done(page.is_flooded, data))
    if judgement is Judgement.TOO_MUCH:
        text = _(
            "Very much is being sent from where you are, so this was not. Please wait ten minutes and send it again."
        )
        return _again(page, request, shown, 429, text)
    words = receive(page, questions, answer, mark, keys, judgement is Judgement.APART)
    if words:
        return _show_words(request, mark, page)
    context = {"page": page, "way": answer["way"], "gone_after": shown["gone_after"]}
    return render(request, "letters/arrived.html", context)


def _again(page: FormPage, request: HttpRequest, shown: dict, status: int, text: str = "") -> HttpResponse:
    """Show the form as it was filled in, with a new mark unless the one it has is still good."""
    mark = read_mark(request.POST.get("mark", ""))
    if mark and mark.is_good and status != 429:
        shown["mark"] = request.POST["mark"]
    context = page.get_context(request, form=shown | {"refusal": text})
    return render(request, page.template, context, status=status)


def _show_words(request: HttpRequest, mark: Mark, page: FormPage | None, refusal: str = "") -> HttpResponse:
    words = words_of(mark)
    context = {
        "words": words,
        "asked": _asked(mark),
        "mark": request.POST["mark"],
        "page": page,
        "refusal": refusal,
        "answer_address": request.build_absolute_uri(reverse("letters_answer")),
    }
    return render(request, "letters/words.html", context)


def _asked(mark: Mark) -> int:
    """Return which of the words is asked for before somebody goes on, from 1."""
    return mark.seed[0] % 6 + 1


@csrf_exempt
@require_POST
@loading()
def go_on(request: HttpRequest) -> HttpResponse:
    """Let somebody go on inside the site who has kept the words; else show them again."""
    mark = read_mark(tidied(request.POST).get("mark", ""))
    if mark is None or not mark.is_good or is_from_elsewhere(request):
        return HttpResponseRedirect(reverse("letters_answer"))
    wanted, typed = words_of(mark)[_asked(mark) - 1], tidied(request.POST).get("word", "")
    if folded(typed).strip()[:4] != folded(wanted)[:4]:
        text = _("That is another word. Here are the six words once more; take the time you need.")
        return _show_words(request, mark, None, text)
    return HttpResponseRedirect(reverse("wagtail_serve", args=[""]))
