import { Notice } from "../shared/components";

/** The authenticator's page. */
export function Page() {
  return (
    <main class="page stack">
      <h1>Authenticator</h1>
      {window.isSecureContext ? (
        <Notice title="This browser can hold a key">
          <p>It keeps keys to itself and signs with them.</p>
        </Notice>
      ) : (
        <Notice kind="warn" title="This address is not secure">
          <p>Browsers hand out keys only on https, or on localhost.</p>
        </Notice>
      )}
    </main>
  );
}
