import { useInside, useServiceName } from "../base/inside";
import { page } from "../base/paths";
import { Page, Sid } from "../parts/bits";
import { Snippets } from "../parts/code";

/** The same from one's own application. */
export function CodePage({ service }: { service: string }) {
  const name = useServiceName(service);
  const { session } = useInside();
  const ids = {
    origin: location.origin,
    account: session.account_sid,
    service,
    identity: "user-0001",
    factor: "YF…",
  };
  return (
    <Page
      title="Use it in your code"
      trail={[[name, page.service(service)]]}
      lead="Your Verify SDK works with this server as it is: give it this address, and your own identities and factors."
    >
      <div class="stack sections">
        <section aria-labelledby="code-push">
          <h2 id="code-push">Ask a device, wait for the answer</h2>
          <Snippets ids={ids} type="push" />
        </section>
        <section aria-labelledby="code-totp">
          <h2 id="code-totp">Check a code that somebody typed</h2>
          <Snippets ids={ids} type="totp" />
        </section>
        <section class="stack" aria-labelledby="code-ids">
          <h2 id="code-ids">What goes in</h2>
          <p>
            The Service is <Sid sid={service} />. Applications sign in best with an API key of their own: its SID in
            place of the account's, its secret in place of the auth token. The Java and Node SDKs rewrite host names of
            two labels: use one label, or three and more.
          </p>
        </section>
      </div>
    </Page>
  );
}
