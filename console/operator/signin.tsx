import { useEffect, useState } from "preact/hooks";
import { Button, Field, Heading, Notice } from "../shared/components";
import { Refused, signIn, type Session } from "./base/api";
import { useDeed } from "./base/asked";
import { Failed } from "./parts/bits";
import { Mark } from "./parts/mark";

/** Why nobody is signed in. */
export type Why = "new" | "ended" | "other" | "out" | "out everywhere";

const TOLD: Partial<Record<Why, string>> = {
  ended: "Your session has ended. Sign in again, and you are where you were.",
  other: "This browser is signed in as somebody else now. Sign in again, or load the page to go on as them.",
  out: "You are signed out.",
  "out everywhere": "Everybody who was signed in to this account is signed out, you too.",
};

/** The door. */
export function SignIn({ why, onSession }: { why: Why; onSession: (session: Session) => void }) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [lack, setLack] = useState<"user" | "password">();
  const deed = useDeed();
  useEffect(() => {
    document.title = "Sign in · Countersign";
  }, []);

  const send = async () => {
    const said = password;
    // Whatever comes of it, the secret is not left lying in the page.
    setPassword("");
    onSession(await signIn(user.trim(), said));
  };

  return (
    <main class="alone">
      <div class="brand large">
        <Mark />
        <span>Countersign</span>
      </div>
      <form
        class="card stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const missing = !user.trim() ? "user" : !password ? "password" : undefined;
          setLack(missing);
          if (!missing) deed.run(send);
        }}
      >
        <Heading>Sign in</Heading>
        {!window.isSecureContext && (
          <Notice kind="warn" title="What you type here can be read on the way">
            <p>
              This page came over plain http from another machine: whoever is between can read the token, and take over
              the session after it. Serve the console with TLS, or open it on the server itself by localhost.
            </p>
          </Notice>
        )}
        {TOLD[why] && !deed.no && <Notice>{TOLD[why]}</Notice>}
        <Field
          label="Account SID or API key SID"
          value={user}
          name="username"
          autocomplete="username"
          spellcheck={false}
          wrong={lack === "user" ? "Begins with AC, or with SK for an API key." : undefined}
          onValue={setUser}
        />
        <Field
          label="Auth token, or the key's secret"
          type="password"
          value={password}
          name="password"
          autocomplete="current-password"
          wrong={lack === "password" ? "Without it nobody is let in." : undefined}
          onValue={setPassword}
        />
        {deed.no && <Unwelcome no={deed.no} />}
        <Button type="submit" look="main" idle={deed.busy}>
          {deed.busy ? "Signing in…" : "Sign in"}
        </Button>
        <details class="small">
          <summary>Where do I find them?</summary>
          <p>
            <code>countersign serve</code> prints the Account SID when it starts. The auth token was shown once, at the
            very first start, in the terminal or in the file <code>auth-token</code> of the data folder; or it is what
            you set as <code>COUNTERSIGN_AUTH_TOKEN</code>. An API key is made here, or by{" "}
            <code>countersign key create</code>.
          </p>
        </details>
      </form>
    </main>
  );
}

function Unwelcome({ no }: { no: Refused }) {
  if (no.status === 401) {
    return (
      <Notice kind="bad" title="These do not belong together">
        <p>
          Look whether the SID is whole, and whether the token is the one of this account. Mind spaces at either end.
        </p>
      </Notice>
    );
  }
  return <Failed no={no} />;
}
