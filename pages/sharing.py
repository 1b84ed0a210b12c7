"""Pictures for shared links: title, organisation and the page's block of the quilt, where staff chose no photograph.

Drawn when a page is published, kept beside the uploads under a name that tells of what, and drawn anew when one is
asked for that is not there. Nothing about them is in the database. Pages with a neutral title have none.
"""

import io
import logging
import math
import re
import unicodedata
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.signals import post_delete
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from django_tasks import task
from PIL import Image, ImageDraw, ImageFont, features
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from . import quilt, site_settings
from .loader import loading
from .models import BasePage
from .site_settings import SettingsPart
from .visibility import visible

logger = logging.getLogger(__name__)
WIDTH, HEIGHT = 1200, 630  # what Facebook, WhatsApp, Signal and others show whole
FOLDER = "sharing"
DRAWN_AS = 1  # counted up when the drawing changes
BLOCK = HEIGHT // 2
MARGIN = 64
LARGEST, SMALLEST = 76, 26  # pixels of type
STATIC = settings.BASE_DIR / "static"
OWN = STATIC / "fonts"
OTHERS = Path(__file__).resolve().parent / "fonts"
# The first that has all letters of a text is used: our own, then those of scripts that it has not.
FONTS = (
    OWN / "fraunces-600.woff2",
    OWN / "atkinson-hyperlegible-next.woff2",
    OTHERS / "noto-sans-arabic-600.woff2",
    OTHERS / "noto-sans-hebrew-600.woff2",
)


# What there is to draw


def name_of(page: BasePage, own: SettingsPart) -> str:
    """Return the name of a page's picture, which changes with what is drawn; ``own`` are the site's settings."""
    said = (DRAWN_AS, page.title, own.organisation_name, own.palette, *quilt.thread(page))
    return f"{page.pk}-{sha256(repr(said).encode()).hexdigest()[:16]}.png"


def address_of(page: BasePage, own: SettingsPart) -> str:
    """Return the address of a page's picture; "" for pages that say nothing about themselves."""
    if page.neutral_title or not page.pk:
        return ""
    return settings.WAGTAILADMIN_BASE_URL + reverse("sharing_picture", args=[name_of(page, own)])


# Colours


@cache
def _hues(palette: str) -> dict[str, float]:
    """Return the hues of a palette, as the style sheet has them."""
    css = STATIC / "css"
    base = (css / "site.css").read_text().partition("--paper")[0].rpartition("Hues")[2]
    own = re.search(rf'\[data-palette="{palette}"\] {{(.*?)}}', (css / "hues.css").read_text())
    found = re.findall(r"--([hc]-\w+): ([\d.]+);", base) + re.findall(r"--([hc]-\w+): ([\d.]+);", own[1] if own else "")
    return {name: float(value) for name, value in found}


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[int, int, int]:
    """Return a colour of OKLCH in sRGB (https://www.w3.org/TR/css-color-4/#color-conversion-code)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    gamma = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in (max(0.0, c) for c in linear))
    red, green, blue = (round(255 * min(1.0, c)) for c in gamma)
    return red, green, blue


@cache
def _colours(palette: str) -> dict[str, tuple[int, int, int]]:
    """Return the light colours of a palette, with the lightness and strength that the style sheet gives all."""
    hue = _hues(palette)
    return {
        "paper": _rgb(0.986, 0.008, hue["h-paper"]),
        "cloth": _rgb(0.93, 0.03, hue["h-paper"]),
        "ink": _rgb(0.27, 0.055, hue["h-ink"]),
        "soft": _rgb(0.40, 0.045, hue["h-ink"]),
        "q1": _rgb(0.40, hue["c-action"], hue["h-action"]),
        "q2": _rgb(0.72, 0.125, hue["h-accent"]),
        "q3": _rgb(0.52, 0.07, hue["h-calm"]),
    }


# The quilt


def _sew(picture: Image.Image, page: BasePage, left: int, colours: dict) -> None:
    """Draw the page's block twice, one above the other, from ``left``."""
    side, fine = BLOCK, 4  # drawn larger, for smooth edges
    cloth = Image.new("RGB", (side * fine, side * fine), colours["cloth"])
    draw, patch = ImageDraw.Draw(cloth), side * fine / quilt.SIDE
    for colour, path in quilt.block(*quilt.thread(page)).items():
        for outline in quilt.outlines(path):
            draw.polygon([(x * patch, y * patch) for x, y in outline], fill=colours[f"q{colour}"])
    cloth = cloth.reduce(fine)
    for top in (0, side):
        picture.paste(cloth, (left, top))


# The words

# Pillow sets text from right to left with a library of the system (libfribidi0); without it such titles are left out.
HAS_DIRECTIONS = features.check("raqm") and features.check("fribidi")


@lru_cache(maxsize=64)
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)


@lru_cache(maxsize=4_000)
def _has(file: Path, letter: str) -> bool:
    """Return whether a font can draw a letter: what it has not, it draws as it draws what nobody has."""
    font = _font(file, 40)
    try:
        return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask("\U0010fffd"))
    except OSError:
        # A whole sentence in one sign (U+FDFD) is wider than FreeType draws.
        return False


def _font_for(text: str) -> Path | None:
    if _direction(text) == "rtl" and not HAS_DIRECTIONS:
        return None
    letters = set(text)
    return next((file for file in FONTS if all(_has(file, letter) for letter in letters)), None)


def _direction(text: str) -> str:
    """Return how a text is read, by its first letter that says so."""
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"}), "L")
    return "ltr" if strong == "L" else "rtl"


def _told(direction: str) -> str | None:
    return direction if HAS_DIRECTIONS else None


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int, direction: str) -> list[str]:
    """Return a text in lines that are no wider than ``width`` pixels; a word that is, is parted."""

    def fits(line: str) -> bool:
        return font.getlength(line, direction=_told(direction)) <= width

    lines = [""]
    for word in text.split():
        if fits(f"{lines[-1]} {word}".strip()):
            lines[-1] = f"{lines[-1]} {word}".strip()
            continue
        lines.append("")
        for letter in word:
            if not fits(lines[-1] + letter):
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def _set(text: str, file: Path, width: int, height: int, direction: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest type in which a text fits, with its lines."""
    for size in range(LARGEST, SMALLEST - 1, -2):
        font = _font(file, size)
        lines = _lines(text, font, width, direction)
        if len(lines) * round(size * 1.25) <= height:
            break
    return font, lines


def draw(page: BasePage, own: SettingsPart) -> bytes:
    """Return the picture of a page, as PNG."""
    colours, organisation = _colours(own.palette), own.organisation_name
    title, direction = " ".join(page.title.split()), _direction(page.title)
    is_rtl = direction == "rtl"
    picture = Image.new("RGB", (WIDTH, HEIGHT), colours["paper"])
    _sew(picture, page, WIDTH - BLOCK if is_rtl else 0, colours)
    pen, width = ImageDraw.Draw(picture), WIDTH - BLOCK - 2 * MARGIN
    edge = WIDTH - BLOCK - MARGIN if is_rtl else BLOCK + MARGIN
    if file := _font_for(title):
        font, lines = _set(title, file, width, HEIGHT - 2 * MARGIN - 80, direction)
        for number, line in enumerate(lines):
            place = (edge, MARGIN + number * round(font.size * 1.25))
            pen.text(place, line, colours["ink"], font, anchor="ra" if is_rtl else "la", direction=_told(direction))
    if file := _font_for(organisation):
        side = _direction(organisation)
        font = _font(file, 30)
        lines = _lines(organisation, font, width, side)[:2]
        for number, line in enumerate(reversed(lines)):
            place = (edge, HEIGHT - MARGIN - number * 38)
            pen.text(place, line, colours["soft"], font, anchor="rs" if is_rtl else "ls", direction=_told(side))
    target = io.BytesIO()
    # Few colours and large areas: 64 of them lose nothing that anybody sees, and make the file small. Finding them by
    # octree takes a fifth of the time, while whoever publishes waits.
    picture.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, "PNG")
    return target.getvalue()


# Kept beside the uploads


@task(backend="at_once")
def draw_for(page_id: int) -> None:
    """Draw the picture of a page that visitors can see, unless it is there."""
    page = visible(Page.objects.filter(pk=page_id)).specific().first()
    if isinstance(page, BasePage) and not page.neutral_title and not page.social_image_id:
        with loading(), translation.override(page.locale.language_code):
            _kept(page)


def _kept(page: BasePage) -> bytes:
    """Return the picture of a page from where it is kept, drawn if it is not; older ones of the page are deleted."""
    own = site_settings.of_main_site()
    name = f"{FOLDER}/{name_of(page, own)}"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return file.read()
    content = draw(page, own)
    for old in _of_page(page.pk):
        default_storage.delete(old)
    default_storage.save(name, ContentFile(content))
    return content


def _of_page(page_id: int) -> list[str]:
    try:
        files = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return []
    return [f"{FOLDER}/{file}" for file in files if file.startswith(f"{page_id}-")]


def connect() -> None:
    """Listen to what is published."""
    page_published.connect(published, dispatch_uid="pages.sharing")
    page_unpublished.connect(gone, dispatch_uid="pages.sharing")
    for model in apps.get_models():
        if issubclass(model, BasePage):
            post_delete.connect(gone, sender=model, dispatch_uid="pages.sharing")


def published(instance: Any, **_kwargs: Any) -> None:
    """Draw what a page that was just published is shared with."""
    if isinstance(instance, BasePage):
        if instance.neutral_title or instance.social_image_id:
            gone(instance)
        draw_for.enqueue(instance.pk)


def gone(instance: Any, **_kwargs: Any) -> None:
    """Delete the pictures of a page that is not to be shared any more: they hold its title."""
    try:
        for file in _of_page(instance.pk):
            default_storage.delete(file)
    except OSError:
        # Nobody finds them: `picture` asks whether the page is shown. Taking a page down waits for no storage.
        logger.exception("pictures of page %s could not be deleted", instance.pk)


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out the picture of a page that visitors can see, under its name of now."""
    with loading():
        page = visible(Page.objects.filter(pk=name.partition("-")[0])).specific().first()
        if not isinstance(page, BasePage) or page.neutral_title:
            raise Http404
        # The organisation may have a name of its own in the language of the page.
        with translation.override(page.locale.language_code):
            if name != name_of(page, site_settings.of_main_site()):
                raise Http404
            return HttpResponse(_kept(page), content_type="image/png")
