"""Pages and questions made of made-up words, for the measures that need very many."""

from quality import with_typo


class MadePages:
    """Made-up pages whose words are as unevenly spread as those of a language (Zipf), without its smallest words."""

    VOCABULARY = 40_000
    SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "on", "us")]

    def __init__(self, chance):
        self.chance = chance
        words = set()
        while len(words) < self.VOCABULARY:
            words.add("".join(chance.choice(self.SYLLABLES) for _number in range(chance.choice((2, 2, 3, 3, 4)))))
        self.words = sorted(words)
        chance.shuffle(self.words)
        total, self.heights = 0.0, []
        for rank in range(self.VOCABULARY):
            total += 1 / (rank + 30)
            self.heights.append(total)

    def some(self, number):
        """Return words, common ones often."""
        return self.chance.choices(self.words, cum_weights=self.heights, k=number)

    def page(self):
        """Return what the index would keep of a page, as long as real ones are."""
        from search.index import Document  # once Django is set up

        kind = self.chance.choice(["articlepage", "articlepage", "resourcepage", "servicepage", "standardpage"])
        text = " ".join(self.some(self.chance.randint(80, 250)))
        self.latest = Document(
            "en",
            kind,
            " ".join(self.some(self.chance.randint(3, 8))),
            [(" ".join(self.some(15)), 1.5, True), (text, 1, True)],
            facets=[("language", "en", "English"), ("topic", f"topic-{self.chance.randint(1, 12)}", "Topic")],
        )
        return self.latest

    def question(self):
        """Return two to five words of a page, half the time with a slip."""
        text = " ".join(
            self.chance.sample((self.page().title + " " + self.latest.text).split(), self.chance.randint(2, 5))
        )
        return with_typo(text, self.chance.random()) if self.chance.random() < 0.5 else text
