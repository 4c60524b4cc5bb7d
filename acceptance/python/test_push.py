"""Push: the SDK is the backend, and phones with the habits of either mobile SDK are the devices."""

import unittest
from datetime import datetime, timedelta

from countersign import BASE_URL, connect, now, phone, service, shown, sids, somebody
from twilio.base.exceptions import TwilioRestException

FIELDS = [{"label": "Action", "value": "Sign in"}, {"label": "Wo?", "value": 'Zürich / 東京 🔐 "&=+%'}]
KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFBGYw0rLiHK5UceF/MIMDNri"
    "cO6NigGw8BRTRSsiEgk2BMiCeSvHKOajKAY+z6r9ztCC6vz3vE5vKcd/WpUwDA=="
)


class Owner:
    """Somebody with a phone, which the access token that the SDK got has enrolled."""

    def __init__(self, at, habits, identity=None):
        self.identity = identity or somebody()
        token = at.access_tokens.create(identity=self.identity, factor_type="push").token
        sid = at.fetch().sid
        enrolled = phone("enrol", service=sid, identity=self.identity, token=token, habits=habits)
        if enrolled["verified"] is not True:
            raise AssertionError("not verified")
        self.factor = enrolled["factor"]
        self.entity = at.entities(self.identity)

    def ask(self, **more):
        details = {
            "details_message": "Login request",
            "details_fields": FIELDS,
            "hidden_details": {"ip": "172.168.1.234"},
        }
        return self.entity.challenges.create(factor_sid=self.factor, **{**details, **more})

    def does(self, deed, **more):
        return phone(deed, factor=self.factor, **more)


class Push(unittest.TestCase):
    def refused(self, status, code, call, **arguments):
        with self.assertRaises(TwilioRestException) as raised:
            call(**arguments)
        self.assertEqual((raised.exception.status, raised.exception.code), (status, code), raised.exception.msg)

    def test_an_access_token_is_created_and_fetched_while_it_lives(self):
        at = service()
        identity = somebody()
        created = at.access_tokens.create(
            identity=identity, factor_type="push", factor_friendly_name="Ana's phone", ttl=120
        )
        self.assertRegex(created.sid, "^YK[0-9a-f]{32}$")
        self.assertEqual(created.entity_identity, identity)
        self.assertEqual(created.factor_type, "push")
        self.assertEqual(created.factor_friendly_name, "Ana's phone")
        self.assertEqual(created.ttl, 120)
        self.assertRegex(created.token, "^[!-~]{1,1023}$")
        self.assertIsInstance(created.date_created, datetime)
        self.assertLess(abs(created.date_created - now()), timedelta(seconds=30))
        self.assertEqual(created.url, f"{BASE_URL}/v2/Services/{created.service_sid}/AccessTokens/{created.sid}")
        self.assertEqual(shown(at.access_tokens(created.sid).fetch()), shown(created))

    def test_a_phone_is_enrolled_seen_renamed_and_deleted(self):
        at = service()
        for habits in ("ANDROID", "IOS"):
            with self.subTest(habits=habits):
                owner = Owner(at, habits)
                factor = owner.entity.factors(owner.factor)
                fetched = factor.fetch()
                self.assertEqual((fetched.status, fetched.factor_type), ("verified", "push"))
                self.assertRegex(fetched.config["credential_sid"], "^CR[0-9a-f]{32}$")
                self.assertEqual(fetched.config["notification_platform"], "fcm")
                self.assertEqual([shown(f) for f in owner.entity.factors.list()], [shown(fetched)])
                updated = factor.update(friendly_name="Another", config_notification_platform="none")
                self.assertEqual(updated.friendly_name, "Another")
                self.assertIsNone(updated.config["notification_token"])
                self.assertEqual(updated.config["credential_sid"], fetched.config["credential_sid"])
                self.assertIs(factor.delete(), True)
                self.assertEqual(owner.does("list"), {"refused": 20003, "status": 401})

    def test_a_challenge_is_listed_shown_answered_and_seen(self):
        at = service()
        for habits in ("ANDROID", "IOS"):
            owner = Owner(at, habits)
            for deed, status in (("approve", "approved"), ("deny", "denied")):
                with self.subTest(habits=habits, deed=deed):
                    asked = owner.ask()
                    self.assertEqual(asked.status, "pending")
                    self.assertIsNone(asked.date_responded)
                    self.assertEqual(asked.details, {"message": "Login request", "fields": FIELDS})
                    self.assertEqual(owner.does("list"), {"challenges": [asked.sid]})
                    self.assertEqual(
                        owner.does("show", challenge=asked.sid),
                        {
                            "status": "pending",
                            "message": "Login request",
                            "fields": FIELDS,
                            "hidden": {"ip": "172.168.1.234"},
                        },
                    )
                    self.assertEqual(owner.does(deed, challenge=asked.sid)["status"], status)
                    seen = asked.fetch()
                    self.assertEqual(seen.status, status)
                    self.assertIsInstance(seen.date_responded, datetime)
                    self.assertEqual(seen.date_responded, seen.date_updated)

    def test_a_signed_answer_is_relayed_once_and_a_bent_one_never(self):
        owner = Owner(service(), "ANDROID")
        asked = owner.ask(details_fields=None, hidden_details=None)
        payload = owner.does("sign", challenge=asked.sid, answer="DENIED")["payload"]
        self.refused(403, 60324, owner.ask().update, auth_payload=payload)
        self.refused(403, 60324, asked.update, auth_payload=payload[:-9] + "A" * 8 + payload[-1])
        self.assertEqual(asked.update(auth_payload=payload).status, "denied")
        self.refused(403, 60322, asked.update, auth_payload=payload)

    def test_what_a_phone_or_a_token_may_not_is_an_error_of_the_sdk(self):
        at = service()
        self.refused(400, 60305, at.access_tokens.create, identity="x", factor_type="push")
        owner = Owner(at, "IOS")
        issued = at.access_tokens.create(identity=owner.identity, factor_type="push")
        enrolling = connect("token", issued.token).verify.v2.services(issued.service_sid)
        push = {
            "friendly_name": "x",
            "factor_type": "push",
            "binding_public_key": KEY,
            "config_app_id": "com.example.app",
            "config_sdk_version": "1",
            "config_notification_platform": "none",
        }
        self.refused(403, 60313, enrolling.entities(somebody()).new_factors.create, **push)
        created = enrolling.entities(owner.identity).new_factors.create(**push)
        self.assertEqual(created.status, "unverified")
        self.refused(403, 60313, enrolling.entities(owner.identity).new_factors.create, **push)
        self.refused(403, 60318, owner.entity.challenges.create, factor_sid=created.sid, details_message="x")

    def test_push_challenges_are_paged_one_factor_alone_and_in_both_orders(self):
        at = service()
        owner = Owner(at, "ANDROID")
        second = Owner(at, "IOS", owner.identity)
        created = []
        for _ in range(5):
            created.append(owner.ask().sid)
            second.ask()
        owner.does("deny", challenge=owner.ask().sid)
        own = {"factor_sid": owner.factor, "status": "pending", "page_size": 2}
        self.assertEqual(sids(owner.entity.challenges.list(**own)), created)
        self.assertEqual(sids(owner.entity.challenges.list(order="desc", **own)), created[::-1])
        self.assertEqual(len(owner.entity.challenges.list(limit=50)), 11)
