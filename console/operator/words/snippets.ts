/** What somebody writes in their own application to do what they just did here. */

export type Ids = { origin: string; service: string; identity: string; factor: string; account: string };

export type Language = "curl" | "Node" | "Python" | "Java" | "Go";

export const LANGUAGES: readonly Language[] = ["curl", "Node", "Python", "Java", "Go"];

/** Creates a challenge and reads its answer. */
export function snippet(language: Language, ids: Ids, type: "totp" | "push"): string {
  return WRITERS[language](ids, type === "totp");
}

const ASKED = "Sign in from a new device?";

const WRITERS: Record<Language, (ids: Ids, totp: boolean) => string> = {
  curl: ({ origin, service, identity, factor, account }, totp) =>
    totp
      ? `# The person types the code that their app shows.
curl -u ${account}:"$AUTH_TOKEN" \\
  ${origin}/v2/Services/${service}/Entities/${identity}/Challenges \\
  -d FactorSid=${factor} -d AuthPayload="$CODE"
# "status": "approved" where the code was right
`
      : `# Ask, then wait for the answer: at most 25 seconds at a time.
curl -u ${account}:"$AUTH_TOKEN" \\
  ${origin}/v2/Services/${service}/Entities/${identity}/Challenges \\
  -d FactorSid=${factor} --data-urlencode "Details.Message=${ASKED}"
curl -u ${account}:"$AUTH_TOKEN" \\
  "${origin}/v2/Services/${service}/Entities/${identity}/Challenges/$SID?WaitSeconds=25"
`,

  Node: ({ origin, service, identity, factor, account }, totp) => `// npm install twilio
const client = require("twilio")("${account}", process.env.AUTH_TOKEN);
client.verify.baseUrl = "${origin}";

const { challenges } = client.verify.v2.services("${service}").entities("${identity}");
${
  totp
    ? `const challenge = await challenges.create({ factorSid: "${factor}", authPayload: code });
console.log(challenge.status); // "approved" where the code was right`
    : `const { sid } = await challenges.create({ factorSid: "${factor}", "details.message": "${ASKED}" });
let challenge;
do {
  await new Promise((wake) => setTimeout(wake, 1000));
  challenge = await challenges(sid).fetch();
} while (challenge.status === "pending");
console.log(challenge.status); // "approved", "denied" or "expired"`
}
`,

  Python: ({ origin, service, identity, factor, account }, totp) => `# pip install twilio
import os${totp ? "" : ", time"}
from twilio.rest import Client

client = Client("${account}", os.environ["AUTH_TOKEN"])
client.verify.base_url = "${origin}"
challenges = client.verify.v2.services("${service}").entities("${identity}").challenges
${
  totp
    ? `challenge = challenges.create(factor_sid="${factor}", auth_payload=code)
print(challenge.status)  # "approved" where the code was right`
    : `challenge = challenges.create(factor_sid="${factor}", details_message="${ASKED}")
while challenge.status == "pending":
    time.sleep(1)
    challenge = challenge.fetch()
print(challenge.status)  # "approved", "denied" or "expired"`
}
`,

  Java: (
    { origin, service, identity, factor, account },
    totp,
  ) => `// com.twilio.sdk:twilio; its host is fixed, its HTTP client is not
HttpClient here = new NetworkHttpClient() {
    @Override
    public <T extends IRequest> Response makeRequest(T request) {
        // send it to ${origin}: same method, path, query, form and credentials
    }
};
TwilioRestClient client = new TwilioRestClient.Builder("${account}", System.getenv("AUTH_TOKEN"))
        .httpClient(here)
        .build();
${
  totp
    ? `Challenge challenge = Challenge.creator("${service}", "${identity}", "${factor}")
        .setAuthPayload(code)
        .create(client);
// challenge.getStatus() is APPROVED where the code was right`
    : `Challenge challenge = Challenge.creator("${service}", "${identity}", "${factor}")
        .setDetailsMessage("${ASKED}")
        .create(client);
while (challenge.getStatus() == Challenge.ChallengeStatuses.PENDING) {
    Thread.sleep(1000);
    challenge = Challenge.fetcher("${service}", "${identity}", challenge.getSid()).fetch(client);
}`
}
`,

  Go: ({ origin, service, identity, factor, account }, totp) => `// go get github.com/twilio/twilio-go
// Its base URL is not public: give it an HTTP client whose transport sends requests to ${host(origin)}.
base := &twilioClient.Client{
	Credentials: twilioClient.NewCredentials("${account}", os.Getenv("AUTH_TOKEN")),
	HTTPClient:  &http.Client{Transport: toCountersign{"${origin}"}},
}
base.SetAccountSid("${account}")
client := twilio.NewRestClientWithParams(twilio.ClientParams{Client: base})

params := &verify.CreateChallengeParams{}
params.SetFactorSid("${factor}")
${
  totp
    ? `params.SetAuthPayload(code)
challenge, err := client.VerifyV2.CreateChallenge("${service}", "${identity}", params)
// *challenge.Status is "approved" where the code was right`
    : `params.SetDetailsMessage("${ASKED}")
challenge, err := client.VerifyV2.CreateChallenge("${service}", "${identity}", params)
for err == nil && *challenge.Status == "pending" {
	time.Sleep(time.Second)
	challenge, err = client.VerifyV2.FetchChallenge("${service}", "${identity}", *challenge.Sid)
}`
}
`,
};

function host(origin: string): string {
  return origin.replace(/^https?:\/\//, "");
}
