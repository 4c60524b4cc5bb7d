"""Webhooks: managed through the SDK, and what they are sent looked at by the SDK's own validator."""

import json
import threading
import unittest
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from countersign import ACCOUNT_SID, AUTH_TOKEN, BASE_URL, enrolled, phone, service, shown, sids, somebody
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

FIELDS = [{"label": "Wo?", "value": 'Zürich / 東京 🔐 "&=+%'}]


class Receiver:
    """A backend's receiver."""

    def __init__(self):
        self.events = []
        self.come = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                parameters = dict(urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                with receiver.come:
                    receiver.events.append((self.path, parameters, self.headers["X-Twilio-Signature"]))
                    receiver.come.notify_all()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def heard(self, many):
        with self.come:
            if not self.come.wait_for(lambda: len(self.events) >= many, 60):
                raise AssertionError(f"{len(self.events)} of {many} events came")
            return list(self.events)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Webhooks(unittest.TestCase):
    def test_a_webhook_is_created_fetched_listed_updated_and_deleted(self):
        at = service()
        created = at.webhooks.create(
            friendly_name="prod",
            event_types=["factor.verified", "challenge.approved"],
            webhook_url="https://backend.example.com/hooks?tenant=7",
        )
        self.assertRegex(created.sid, "^YW[0-9a-f]{32}$")
        self.assertEqual(created.account_sid, ACCOUNT_SID)
        self.assertEqual(created.event_types, ["factor.verified", "challenge.approved"])
        self.assertEqual((created.status, created.version, created.webhook_method), ("enabled", "v2", "POST"))
        self.assertEqual(created.url, f"{BASE_URL}/v2/Services/{created.service_sid}/Webhooks/{created.sid}")
        self.assertEqual(shown(at.webhooks(created.sid).fetch()), shown(created))
        self.assertEqual(sids(at.webhooks.list()), [created.sid])

        updated = at.webhooks(created.sid).update(event_types=["*"], status="disabled", version="v1")
        self.assertEqual(updated.event_types, ["*"])
        self.assertEqual((updated.status, updated.version), ("disabled", "v1"))
        self.assertEqual(updated.webhook_url, created.webhook_url)

        self.assertTrue(at.webhooks(created.sid).delete())
        with self.assertRaises(TwilioRestException) as raised:
            at.webhooks(created.sid).fetch()
        self.assertEqual((raised.exception.status, raised.exception.code), (404, 20404))

    def test_the_sdk_takes_what_a_webhook_is_sent_for_ours_and_nothing_that_was_changed(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        url = f"{receiver.origin}/hooks/verify?tenant=7&name=%C3%84"
        at = service()
        at.webhooks.create(friendly_name="here", event_types=["*"], webhook_url=url)
        identity = somebody()
        token = at.access_tokens.create(identity=identity, factor_type="push").token
        factor = phone("enrol", service=at.fetch().sid, identity=identity, token=token, habits="ANDROID")["factor"]
        challenge = at.entities(identity).challenges.create(
            factor_sid=factor,
            details_message="Anmeldung für Ana’s Büro?",
            details_fields=FIELDS,
            hidden_details={"ip": "172.168.1.234", "ort": "Zürich + 東京"},
        )
        phone("approve", factor=factor, challenge=challenge.sid)
        other = enrolled(at).factor_sid

        events = receiver.heard(5)
        validator = RequestValidator(AUTH_TOKEN)
        for target, parameters, signature in events:
            self.assertEqual(receiver.origin + target, url)
            self.assertTrue(validator.validate(url, parameters, signature), parameters)
            self.assertFalse(validator.validate(url, {**parameters, "type": "challenge.denied"}, signature))
            self.assertFalse(validator.validate(url + "x", parameters, signature))
        mine = [p for _, p, _ in events if p["factor_sid"] == factor]
        self.assertEqual([p["type"] for p in mine], ["factor.created", "factor.verified", "challenge.approved"])
        others = [p for _, p, _ in events if p["factor_sid"] == other]
        self.assertEqual([p["type"] for p in others], ["factor.created", "factor.verified"])
        self.assertEqual(others[0]["factor_friendly_name"], "Ana's phone")
        self.assertEqual(mine[2]["challenge_sid"], challenge.sid)
        self.assertEqual(mine[2]["entity_identity"], identity)
        details = json.loads(mine[2]["challenge_details"])
        self.assertEqual(details, {"message": "Anmeldung für Ana’s Büro?", "fields": FIELDS})
        hidden = json.loads(mine[2]["challenge_hidden_details"])
        self.assertEqual(hidden, {"ip": "172.168.1.234", "ort": "Zürich + 東京"})
