"""Shortcodes of WordPress, as HTML: before anything else looks at the text, because they hold markup."""

import re
from collections.abc import Callable
from html import escape, unescape

from ..reading import Attachment

ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s\]]+))""")
CODE = re.compile(
    r"""(?<!\[)\[(/?)([a-zA-Z][\w-]{1,40})((?:\s+(?:[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s\]"']+)|https?://[^\s\]\["']+|[^\s\]\["'=]+))*|=[^\]\s]+)\s*(/?)\](?!\])"""
)
# Known to be shortcodes even without an attribute or an end.
KNOWN = {
    "caption", "wp_caption", "gallery", "embed", "youtube", "vimeo", "audio", "video", "playlist", "more",
    "contact-form", "contact-form-7", "wpforms", "gravityform", "ninja_form", "mc4wp_form", "googlemaps",
    "divider", "column", "columns", "row", "button", "su_button", "toggle", "tabs", "tab", "accordion",
    "one_half", "one_third", "two_third",
}  # fmt: skip
IMAGE = re.compile(r"\.(jpe?g|png|gif|webp|avif|heic)(\?|$)", re.IGNORECASE)
FILMS = {"youtube", "vimeo", "embed", "video", "audio"}
RECORDINGS = ("mp3", "mp4", "m4a", "m4v", "ogg", "ogv", "webm", "wav")
PLAYERS = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}


def expand(
    html: str, attachments: dict[str, Attachment], own: list[Attachment], lose: Callable[[str, str], None]
) -> str:
    """Return the body with HTML in place of its shortcodes; ``lose(what, words)`` is told of what cannot come along.

    ``own`` are the pictures that were added to the item, which a gallery without numbers shows.
    """
    ends = set(re.findall(r"\[/([a-zA-Z][\w-]{1,40})\]", html))
    out, position, open_captions = [], 0, 0
    for match in CODE.finditer(html):
        end, name, inside, _single = match.groups()
        name = name.lower()
        attributes = {one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in ATTRIBUTE.finditer(inside)}
        is_code = name in KNOWN or bool(attributes) or name in ends or bool(end)
        if not is_code or (end and name not in ends):
            continue
        out.append(html[position : match.start()])
        position = match.end()
        if name in {"caption", "wp_caption"}:
            open_captions += -1 if end else 1
            caption = attributes.get("caption", "")
            told = f' data-caption="{escape(caption)}"' if caption else ""
            out.append("</figure>" if end else f'<figure data-shortcode="caption"{told}>')
        elif end:
            out.append("</div>" if name in {"column", "toggle", "tab"} else "\n\n" if name in FILMS else "")
        else:
            out.append(_as_html(name, attributes, inside, (attachments, own), lose, name in ends))
    return "".join([*out, html[position:]]) + "</figure>" * max(0, open_captions)


def _as_html(
    name: str,
    attributes: dict[str, str],
    inside: str,
    pictures: tuple[dict[str, Attachment], list[Attachment]],
    lose: Callable[[str, str], None],
    has_end: bool,
) -> str:
    if name == "gallery":
        return _gallery(attributes, *pictures, lose)
    if name in FILMS:
        address = next((attributes[kind] for kind in ("src", "id", "url", *RECORDINGS) if attributes.get(kind)), "")
        rest = inside.strip().lstrip("=").strip()
        address = address or (rest if rest and "=" not in rest.split("?")[0] else "")
        if address and not address.startswith("http"):
            address = PLAYERS.get(name, "") + address
        if name in {"audio", "video"} and not re.search(r"youtu|vimeo", address):
            lose("recording", address or f"[{name}]")
            return ""
        # Between [embed] and [/embed] the address stands in the text.
        return f"\n\n{escape(address)}\n\n" if address else "\n\n" if has_end else ""
    if name in {"column", "toggle", "tab"}:
        title = attributes.get("title", "")
        return "<div>" + (f"<p><strong>{escape(title)}</strong></p>" if title else "")
    if name in {"more"}:
        return ""
    if name == "divider":
        return "<hr>"
    if name in {"button", "su_button"} and (address := attributes.get("link") or attributes.get("url")):
        label = attributes.get("text") or attributes.get("label") or ""
        return f'<a class="wp-block-button__link" href="{escape(address)}">{escape(label)}' + (
            "" if has_end else "</a>"
        )
    lose("shortcode", f"[{name}{inside[:80]}]")
    return ""


def _gallery(
    attributes: dict[str, str],
    attachments: dict[str, Attachment],
    own: list[Attachment],
    lose: Callable[[str, str], None],
) -> str:
    numbers = re.findall(r"\d+", attributes.get("ids", "") or attributes.get("include", ""))
    shown = []
    for number in numbers:
        if found := attachments.get(number):
            shown.append(found)
        else:
            lose("picture", f"#{number}")
    shown = shown if numbers else [one for one in own if IMAGE.search(one.address)]
    if not shown:
        lose("gallery", "[gallery]")
    pictures = (f'<img src="{escape(one.address)}" alt="{escape(one.alt)}">' for one in shown)
    return f'<div data-shortcode="gallery">{"".join(pictures)}</div>'
