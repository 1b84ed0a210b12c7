"""What terms say about entries, and adding it up: the tables that grow with the site.

What a query means, who may be found and how it is shown is decided elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import connection

from .models import Posting
from .replica import answering

# Postings that one query adds up at most before the common terms only refine what the rare ones found.
MOST_POSTINGS = 20_000


def slices(values: Iterable, most: int = 900) -> Iterator[list]:
    """Yield the values in lists of at most ``most``, which is what any database takes in one statement."""
    values = list(values)
    for start in range(0, len(values), most):
        yield values[start : start + most]


def insert(table: str, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Insert many rows at once; thousands of model instances would take ten times as long."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608 - our own names


def put(entries: dict[int, dict[int, tuple[int, bool]]], replace: Iterable[int] = ()) -> None:
    """Write {entry id: {term id: (impact, whether it stands in the title)}}; ``replace`` are there already."""
    drop(replace)
    rows = (
        (entry, term, impact, in_title)
        for entry, found in entries.items()
        for term, (impact, in_title) in sorted(found.items())
    )
    insert("search_posting", ("entry_id", "term_id", "impact", "in_title"), rows)


def terms_of(entries: Iterable[int]) -> Counter:
    """Return {term id: how many of the entries have it}."""
    found: Counter = Counter()
    for some in slices(entries):
        found.update(Posting.objects.filter(entry_id__in=some).values_list("term_id", flat=True))
    return found


def impacts_of(entry: int) -> dict[int, int]:
    """Return {term id: impact} of one entry."""
    return dict(Posting.objects.filter(entry_id=entry).values_list("term_id", "impact"))


def drop(entries: Iterable[int]) -> None:
    """Delete what is known of the entries."""
    for some in slices(entries):
        Posting.objects.filter(entry_id__in=some).delete()


def best(weights: dict[int, tuple[int, int]], most: int, *, titles: bool = False) -> list[tuple[int, int]]:
    """Return [(entry id, score)] of the ``most`` best, best first; ties go by id.

    ``weights`` is {term id: (weight, number of entries)}; weights and scores are whole
    numbers, so that every database comes to the same sum. Where the terms stand in more
    than 20,000 places together, the rarest choose the entries and the others only move
    them up; what only common words speak for is then not found.
    """
    choosing, refining, seen = [], [], 0
    for pk, (_weight, entries) in sorted(weights.items(), key=lambda item: (item[1][1], item[0])):
        fits = not choosing or seen + entries <= MOST_POSTINGS
        (choosing if fits else refining).append(pk)
        seen += entries
    found = _add_up(weights, choosing, refining, most, titles=titles)
    return sorted(found, key=lambda item: (-item[1], item[0]))


def _add_up(
    weights: dict[int, tuple[int, int]], choosing: list[int], refining: list[int], most: int, *, titles: bool
) -> list[tuple[int, int]]:
    if not choosing:
        return []

    def added(terms: list[int]) -> tuple[str, str, list[int]]:
        cases = " ".join(["WHEN %s THEN %s"] * len(terms))
        numbers = [number for pk in terms for number in (pk, weights[pk][0])]
        return f"SUM(impact * CASE term_id {cases} END)", f"term_id IN ({', '.join(['%s'] * len(terms))})", numbers

    score, among, numbers = added(choosing)
    # Names are our own, values are parameters.
    sql = (
        f"SELECT entry_id, {score} AS score FROM search_posting WHERE {among}{' AND in_title' if titles else ''} "  # noqa: S608
        "GROUP BY entry_id ORDER BY score DESC, entry_id LIMIT %s"
    )
    values = [*numbers, *choosing, most]
    if refining:
        score, among, numbers = added(refining)
        among += " AND in_title" if titles else ""
        sql = (
            f"SELECT chosen.entry_id, chosen.score + COALESCE((SELECT {score} FROM search_posting "  # noqa: S608
            f"WHERE entry_id = chosen.entry_id AND {among}), 0) FROM ({sql}) AS chosen"
        )
        values = [*numbers, *refining, *values]
    with answering().cursor() as cursor:
        cursor.execute(sql, values)
        return [(entry, int(total)) for entry, total in cursor.fetchall()]
