// In the editor: puts a fact into a text. What is stored is its name; the site writes its present value.
(() => {
  const { React, DraftJS, draftail } = window;
  let words = {};

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    Object.assign(made, attributes);
    return made;
  }

  class Source extends React.Component {
    componentDidMount() {
      words = document.getElementById("facts").dataset;
      const dialog = element("dialog", "", { className: "facts" });
      dialog.setAttribute("aria-labelledby", "facts-title");
      dialog.append(element("h2", words.title, { id: "facts-title", className: "w-h3" }));
      const list = dialog.appendChild(element("ul", ""));
      const cancel = element("button", words.cancel, { type: "button", className: "button button-secondary" });
      cancel.addEventListener("click", () => dialog.close());
      dialog.append(cancel);
      dialog.addEventListener("close", () => {
        dialog.remove();
        if (!this.chosen) this.props.onClose();
      });
      document.body.append(dialog);
      dialog.showModal();
      fetch(words.url)
        .then((response) => (response.ok ? response.json() : Promise.reject()))
        .then(({ facts }) => {
          for (const fact of facts) {
            const button = element("button", `${fact.label}: ${fact.text}`, { type: "button", className: "button" });
            button.addEventListener("click", () => this.choose(fact, dialog));
            list.appendChild(element("li", "")).append(button);
          }
          list.querySelector("button")?.focus();
        })
        .catch(() => list.append(element("li", words.failed)));
    }

    choose(fact, dialog) {
      this.chosen = true;
      dialog.close();
      const { editorState, entityType, onComplete } = this.props;
      const content = editorState.getCurrentContent();
      const made = content.createEntity(entityType.type, "IMMUTABLE", { fact: fact.name, label: fact.label });
      const replaced = DraftJS.Modifier.replaceText(
        made,
        editorState.getSelection(),
        fact.text,
        null,
        made.getLastCreatedEntityKey(),
      );
      onComplete(DraftJS.EditorState.push(editorState, replaced, "insert-characters"));
    }

    render() {
      return null;
    }
  }

  function Decorator({ contentState, entityKey, children }) {
    const { label } = contentState.getEntity(entityKey).getData();
    return React.createElement("span", { className: "fact", title: label }, children);
  }

  draftail.registerPlugin({ type: "FACT", source: Source, decorator: Decorator }, "entityTypes");
})();
