"""Exports of old sites, made up after what real ones look like: nobody in them exists."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

SPACES = (
    'xmlns:excerpt="http://wordpress.org/export/{v}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wp="http://wordpress.org/export/{v}/"'
)
BASE = "https://old.example"


@dataclass
class Old:
    """One item of an export."""

    title: str = "A walk by the river"
    html: str = "<p>We walked along the river and talked.</p>"
    kind: str = "post"
    link: str = "/blog/a-walk-by-the-river"
    status: str = "publish"
    date: str = "2019-05-04 17:30:00"
    gmt: str | None = None
    published: str = ""
    slug: str = ""
    excerpt: str = ""
    creator: str = ""
    categories: tuple = ()
    tags: tuple = ()
    meta: dict = field(default_factory=dict)
    number: str = ""
    parent: str = "0"
    password: str = ""
    address: str = ""
    comments: int = 0
    guid: str | None = None


def _cdata(text):
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _item(one, number, *, is_wordpress):
    slug = one.slug or one.link.rpartition("/")[2]
    gmt = one.date if one.gmt is None else one.gmt
    rows = [f"<title>{escape(one.title)}</title>", f"<link>{escape((BASE if is_wordpress else '') + one.link)}</link>"]
    if one.published:
        rows.append(f"<pubDate>{one.published}</pubDate>")
    if one.creator:
        rows.append(f"<dc:creator>{_cdata(one.creator)}</dc:creator>")
    if is_wordpress:
        guid = one.guid if one.guid is not None else f"{BASE}/?p={one.number or slug}"
        rows.append(f'<guid isPermaLink="false">{escape(guid)}</guid>')
    rows += [
        f"<content:encoded>{_cdata(one.html)}</content:encoded>",
        f"<excerpt:encoded>{_cdata(one.excerpt)}</excerpt:encoded>",
        f"<wp:post_id>{one.number or number}</wp:post_id>",
        f"<wp:post_date>{one.date}</wp:post_date>",
        f"<wp:post_date_gmt>{gmt}</wp:post_date_gmt>",
        f"<wp:post_name>{escape(slug)}</wp:post_name>",
        f"<wp:status>{one.status}</wp:status>",
        f"<wp:post_type>{one.kind}</wp:post_type>",
    ]
    if is_wordpress:
        rows += [
            f"<wp:post_parent>{one.parent}</wp:post_parent>",
            f"<wp:post_password>{one.password}</wp:post_password>",
        ]
    if one.address:
        rows.append(f"<wp:attachment_url>{escape(one.address)}</wp:attachment_url>")
    rows += [f'<category domain="category" nicename="{escape(c)}">{_cdata(c)}</category>' for c in one.categories]
    rows += [f'<category domain="post_tag" nicename="{escape(t)}">{_cdata(t)}</category>' for t in one.tags]
    for name, value in one.meta.items():
        rows.append(
            f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key>"
            f"<wp:meta_value>{_cdata(value)}</wp:meta_value></wp:postmeta>"
        )
    for comment in range(one.comments):
        rows.append(
            f"<wp:comment><wp:comment_id>{comment}</wp:comment_id>"
            f"<wp:comment_author>{_cdata('A. Reader')}</wp:comment_author>"
            f"<wp:comment_author_email>reader@old.example</wp:comment_author_email>"
            f"<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP><wp:comment_content>{_cdata('Thank you')}"
            "</wp:comment_content></wp:comment>"
        )
    return "<item>\n" + "\n".join(rows) + "\n</item>\n"


def _author(login, name, mail):
    return (
        f"<wp:author><wp:author_login>{login}</wp:author_login><wp:author_email>{mail}</wp:author_email>"
        f"<wp:author_display_name>{_cdata(name)}</wp:author_display_name></wp:author>\n"
    )


AUTHORS = (("riverwriter", "Rowan Example", "rowan@old.example"), ("riverwriter", "Rowan Example", ""))


def squarespace(*items, authors=AUTHORS, base=BASE):
    """An export as Squarespace writes it: no version, no generator, lines that end as Windows ends them."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss {SPACES.format(v="1.2")}>\n<channel>\n<title>Old site</title>\n'
        f"<link>{base}</link>\n<pubDate>Thu, 02 Jan 2020 10:00:00 +0000</pubDate>\n<description/>\n"
        "<language>en-US</language>\n<wp:wxr_version>1.2</wp:wxr_version>\n" + "".join(_author(*one) for one in authors)
        + "<wp:category><wp:term_id>1</wp:term_id>"
        + "<wp:category_nicename>uncategorized</wp:category_nicename></wp:category>\n"
        + "".join(_item(one, number, is_wordpress=False) for number, one in enumerate(items))
        + "</channel>\n</rss>\n"
    )  # fmt: skip
    return text.replace("\n", "\r\n").encode()


def wordpress(*items, authors=AUTHORS, version="1.2"):
    """An export as WordPress writes it."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" {SPACES.format(v=version)}>\n<channel>\n'
        f"<title>Old site</title>\n<link>{BASE}</link>\n<wp:wxr_version>{version}</wp:wxr_version>\n"
        f"<wp:base_site_url>{BASE}</wp:base_site_url>\n<wp:base_blog_url>{BASE}</wp:base_blog_url>\n"
        + "".join(_author(*one) for one in authors)
        + "<generator>https://wordpress.org/?v=6.5</generator>\n"
        + "".join(_item(one, number, is_wordpress=True) for number, one in enumerate(items, 1))
        + "</channel>\n</rss>\n"
    )  # fmt: skip
    return text.encode()


# A small site: two posts, one of which leads to the other, and a page.
WALK = Old(title="A walk by the river", creator="riverwriter", categories=("Walks",), tags=("Water",))
SOUP = Old(
    title="Soup for twenty", link="/blog/soup", html='<p>Peel, then <a href="/blog/a-walk-by-the-river">walk</a>.</p>'
)
ROOM = Old(title="The reading room", kind="page", link="/room", html="<p>A quiet room with a kettle.</p>", date="")
SITE = squarespace(WALK, SOUP, ROOM)
