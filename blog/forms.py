"""The editor's form of an article."""

from pages.editing import BasePageForm


class ArticleForm(BasePageForm):
    """Says beside the form why a survivor's story may not be published as it is."""

    def clean(self) -> dict:
        """Refuse to publish or to send to review without a consent that holds; drafts may be anything."""
        cleaned = super().clean()
        if not self.is_deferred_validation and "is_story" in cleaned:
            known = {"pk": self.instance.pk, "alias_of_id": self.instance.alias_of_id}
            draft = self._meta.model(is_story=cleaned["is_story"], consent=cleaned.get("consent"), **known)
            if reason := draft.consent_problem:
                self.add_error(None, reason)
        return cleaned
