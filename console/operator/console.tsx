import { useCallback, useEffect, useState } from "preact/hooks";
import { onEnd, resume, watch, type Refused, type Session } from "./base/api";
import { Placed } from "./base/router";
import { Announcer, announce } from "./parts/announce";
import { Failed, Loading } from "./parts/bits";
import { Shell } from "./shell";
import { SignIn, type Why } from "./signin";

type State =
  | { at: "asking" }
  | { at: "unreached"; no: Refused }
  | { at: "outside"; why: Why }
  | { at: "inside"; session: Session };

/** The whole page: outside until somebody has signed in. */
export function Console() {
  const [state, setState] = useState<State>({ at: "asking" });

  const look = useCallback(() => {
    setState({ at: "asking" });
    resume().then(
      (session) => setState(session ? { at: "inside", session } : { at: "outside", why: "new" }),
      (no: Refused) => setState({ at: "unreached", no }),
    );
  }, []);

  useEffect(() => {
    onEnd((why) => {
      setState((was) => (was.at === "inside" ? { at: "outside", why } : was));
      announce(why === "ended" ? "Your session has ended" : "This browser is signed in as somebody else now");
    });
    watch();
    look();
  }, [look]);

  return (
    <Placed>
      <Announcer />
      {state.at === "asking" && <Loading />}
      {state.at === "unreached" && (
        <main class="alone">
          <Failed no={state.no} again={look} />
        </main>
      )}
      {state.at === "outside" && (
        <SignIn why={state.why} onSession={(session) => setState({ at: "inside", session })} />
      )}
      {state.at === "inside" && (
        <Shell
          key={state.session.csrf_token}
          session={state.session}
          onOut={(why) => setState({ at: "outside", why })}
        />
      )}
    </Placed>
  );
}
