"""Postings in OpenSearch (2 or newer), for organisations with hundreds of thousands of pages.

Each entry is one document with its terms as rank features; a question is a sum of their
values, so the ranking is that of the site's own tables, but for rounding: OpenSearch keeps
nine bits of a value, and ties come in another order.
"""

import json
import logging
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

import requests

from .engines import slices

logger = logging.getLogger(__name__)

INDEX = "site-search"
MAPPING = {
    "mappings": {
        "dynamic": "strict",
        "properties": {"all": {"type": "rank_features"}, "title": {"type": "rank_features"}},
    }
}
TIMEOUT = 10  # seconds
# Lucene takes weights up to 64.
HEAVIEST = 64


class OpenSearchEngine:
    """The same methods as search.engines.DatabaseEngine, at an address such as https://user:password@host:9200."""

    def __init__(self, address: str, index: str = INDEX) -> None:
        parts = urlsplit(address)
        self.index = index
        self.address = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
        self.session = requests.Session()
        if parts.username:
            self.session.auth = (parts.username, parts.password or "")
        self.prepared = False

    def _ask(self, method: str, path: str, *, missing_is_fine: bool = False, **options: object) -> dict:
        """Send one request; requests.RequestException when it fails, which fails the publication, too."""
        answer = self.session.request(method, f"{self.address}/{path}", timeout=TIMEOUT, **options)
        if missing_is_fine and answer.status_code == 404:
            return {}
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def _prepare(self) -> None:
        if not self.prepared:
            if self.session.head(f"{self.address}/{self.index}", timeout=TIMEOUT).status_code == 404:
                self._ask("PUT", self.index, json=MAPPING)
            self.prepared = True

    def _bulk(self, lines: list[dict]) -> None:
        """Write many changes at once; they are seen by the next question."""
        body = "".join(json.dumps(line) + "\n" for line in lines)
        headers = {"Content-Type": "application/x-ndjson"}
        answer = self._ask("POST", f"{self.index}/_bulk?refresh=true", data=body.encode(), headers=headers)
        failed = [item for item in answer["items"] if next(iter(item.values()))["status"] >= 400]
        # What is to be deleted may be gone already.
        if any(next(iter(item)) != "delete" for item in failed):
            raise requests.RequestException(f"OpenSearch refused {len(failed)} of {len(answer['items'])} changes.")

    def put(self, entries: dict[int, dict[int, tuple[int, bool]]], replace: Iterable[int] = ()) -> None:
        """Write {entry id: {term id: (impact, whether it stands in the title)}}; an entry of that id is replaced."""
        self._prepare()
        for some in slices(entries.items(), 500):
            lines = []
            for entry, found in some:
                features = {str(term): impact for term, (impact, _in_title) in found.items()}
                title = {str(term): impact for term, (impact, in_title) in found.items() if in_title}
                lines += [{"index": {"_id": str(entry)}}, {"all": features, "title": title}]
            self._bulk(lines)

    def impacts_of(self, entry: int) -> dict[int, int]:
        """Return {term id: impact} of one entry."""
        found = self._ask("GET", f"{self.index}/_doc/{entry}", missing_is_fine=True).get("_source", {})
        return {int(term): int(impact) for term, impact in found.get("all", {}).items()}

    def terms_of(self, entries: Iterable[int]) -> Counter:
        """Return {term id: how many of the entries have it}."""
        found: Counter = Counter()
        for entry in entries:
            found.update(self.impacts_of(entry).keys())
        return found

    def drop(self, entries: Iterable[int]) -> None:
        """Delete what is known of the entries."""
        for some in slices(entries):
            self._prepare()
            self._bulk([{"delete": {"_id": str(entry)}} for entry in some])

    def best(self, weights: dict[int, tuple[int, int]], most: int, *, titles: bool = False) -> list[tuple[int, int]]:
        """Return [(entry id, score)] of the ``most`` best, best first."""
        if not weights:
            return []
        unit = max(weight for weight, _entries in weights.values()) / HEAVIEST
        field = "title" if titles else "all"
        parts = [
            {"rank_feature": {"field": f"{field}.{term}", "boost": weight / unit, "linear": {}}}
            for term, (weight, _entries) in weights.items()
        ]
        question = {"size": most, "_source": False, "query": {"bool": {"should": parts, "minimum_should_match": 1}}}
        try:
            hits = self._ask("POST", f"{self.index}/_search", json=question)["hits"]["hits"]
        except requests.RequestException:
            # Nothing is found, and “Get help now” stands first: better than an error.
            logger.exception("The search engine does not answer.")
            return []
        found = [(int(hit["_id"]), round(hit["_score"] * unit)) for hit in hits]
        return sorted(found, key=lambda item: (-item[1], item[0]))
