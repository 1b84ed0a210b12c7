"""The index: plain tables, the same on every database. Only search/index.py writes them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from resources.models import CrisisContact


class Statistics(models.Model):
    """One language of the index: how much there is, and the lengths that count as usual."""

    language = models.CharField(_("language"), max_length=20, primary_key=True)
    entries = models.PositiveIntegerField(_("entries"), default=0)
    # Lengths in words. They change only in a rebuild, so that all entries are measured alike.
    usual_title = models.FloatField(_("usual length of a title"), default=5)
    usual_text = models.FloatField(_("usual length of a text"), default=150)
    # A rebuild counts up; an entry with an older number has not been written again yet.
    build = models.PositiveIntegerField(_("build"), default=0)
    complete = models.BooleanField(_("complete"), default=True)
    # The rules by which texts were read (search.index.READING) in the last build.
    reading = models.PositiveIntegerField(_("reading"), default=0)
    # The model that worked out what entries mean (search.meaning.name); empty: none did.
    model = models.CharField(_("model"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("search statistics")
        verbose_name_plural = _("search statistics")

    def __str__(self) -> str:
        return self.language


class Entry(models.Model):
    """Something a visitor can find: a public page or a crisis contact. What is not public has no entry."""

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, null=True, related_name="search_entry", verbose_name=_("page")
    )
    contact = models.OneToOneField(
        CrisisContact, on_delete=models.CASCADE, null=True, related_name="search_entry", verbose_name=_("contact")
    )
    language = models.CharField(_("language"), max_length=20)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=255)
    # The words of the title in one, to see whether somebody typed just that.
    title_key = models.CharField(_("key of the title"), max_length=255)
    date = models.DateField(_("date"), null=True)
    # A line for each: facet, value in addresses, title, with tabs between.
    facets = models.TextField(_("facets"), blank=True)
    digest = models.CharField(_("digest"), max_length=40)
    build = models.PositiveIntegerField(_("build"), default=0)
    # What is long comes last: databases read a row from its beginning.
    text = models.TextField(_("text"), blank=True)
    # Every different word, as it is written (folded), for the vocabulary of corrections.
    words = models.TextField(_("words"), blank=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return self.title


class Meaning(models.Model):
    """What an entry means: a vector of signed bytes (search/meaning.py), beside the row that other questions read."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="meaning")
    vector = models.BinaryField(_("vector"))

    class Meta:
        verbose_name = _("meaning")
        verbose_name_plural = _("meanings")

    def __str__(self) -> str:
        return str(self.entry_id)


class Term(models.Model):
    """A stem of one language, and in how many entries it stands."""

    text = models.CharField(_("text"), max_length=64, unique=True)
    entries = models.PositiveIntegerField(_("entries"), default=0)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """Return the stem with its language: "en:hous"."""
        return self.text


class Posting(models.Model):
    """How much a term says about an entry. Plain numbers instead of relations: millions of these are written."""

    # A whole number, so that sums are the same on every database: 10,000 × tf·(k1+1)/(tf+k1).
    pk = models.CompositePrimaryKey("entry_id", "term_id")
    entry_id = models.BigIntegerField(_("entry"))
    term_id = models.BigIntegerField(_("term"))
    impact = models.SmallIntegerField(_("impact"))
    in_title = models.BooleanField(_("in the title"))

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [
            # Both hold all that a query reads, so that it never goes to the table itself.
            models.Index(fields=["term_id", "entry_id", "impact"], name="search_by_term"),
            models.Index(
                fields=["term_id", "entry_id", "impact"], name="search_by_title", condition=models.Q(in_title=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} in {self.entry_id}"


class Word(models.Model):
    """A word as it is written in public entries or in the words that staff keep: what corrections choose from."""

    language = models.CharField(_("language"), max_length=20)
    text = models.CharField(_("text"), max_length=40)
    start = models.CharField(_("first two letters"), max_length=2)
    entries = models.PositiveIntegerField(_("entries"), default=0)
    listed = models.PositiveIntegerField(_("listed by staff"), default=0)
    # Listed, but not to be shown as a correction: slang, slurs.
    unshown = models.PositiveIntegerField(_("listed without being shown"), default=0)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        constraints = [models.UniqueConstraint(fields=["text", "language"], name="search_one_word")]
        indexes = [models.Index(fields=["start", "-entries"], name="search_by_start")]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """Return the word with its language: "en:houses"."""
        return f"{self.language}:{self.text}"


class Spelling(models.Model):
    """A word with letters left out, as a number: two words that share one are nearly the same."""

    pk = models.CompositePrimaryKey("key", "word_id")
    key = models.BigIntegerField(_("key"))
    word_id = models.BigIntegerField(_("word"), db_index=True)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")

    def __str__(self) -> str:
        return f"{self.key} of {self.word_id}"
