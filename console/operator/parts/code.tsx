import { useId, useState } from "preact/hooks";
import { LANGUAGES, snippet, type Ids, type Language } from "../words/snippets";
import { Copy } from "./bits";

/** Lines to be copied. */
export function CodeBlock({ text, what }: { text: string; what: string }) {
  return (
    <div class="code">
      <Copy text={text} what={what} />
      <pre tabIndex={0} aria-label={what}>
        <code>{text}</code>
      </pre>
    </div>
  );
}

/** The same in each language, of which one is shown. */
export function Snippets({ ids, type }: { ids: Ids; type: "totp" | "push" }) {
  const [language, setLanguage] = useState<Language>("curl");
  const id = useId();
  const turn = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const at = (LANGUAGES.indexOf(language) + step + LANGUAGES.length) % LANGUAGES.length;
    const next = LANGUAGES[at] ?? "curl";
    setLanguage(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <div>
      <div class="tabs" role="tablist" aria-label="Language" onKeyDown={turn}>
        {LANGUAGES.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`${id}-${one}`}
            aria-selected={one === language}
            aria-controls={`${id}-panel`}
            tabIndex={one === language ? 0 : -1}
            onClick={() => setLanguage(one)}
          >
            {one}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${language}`}>
        <CodeBlock text={snippet(language, ids, type)} what={`${language} code`} />
      </div>
    </div>
  );
}
