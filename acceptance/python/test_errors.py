"""What is refused, and the exception that the SDK makes of it."""

import unittest

from countersign import ACCOUNT_SID, connect, enrolled, service, services
from twilio.base.exceptions import TwilioException, TwilioRestException

NONE = "0" * 32


class Errors(unittest.TestCase):
    def refused(self, status, code, call, **arguments):
        with self.assertRaises(TwilioRestException) as raised:
            call(**arguments)
        error = raised.exception
        self.assertEqual((error.status, error.code), (status, code), error.msg)
        self.assertIsNone(error.details)
        return error

    def test_a_missing_challenge_is_404_20404_with_the_path_in_its_message(self):
        person = enrolled(service())
        error = self.refused(404, 20404, person.entity.challenges(f"YC{NONE}").fetch)
        self.assertRegex(error.msg, "The requested resource /Services/VA.*/Challenges/YC0+ was not found$")

    def test_a_bad_parameter_is_400_60306_and_named(self):
        person = enrolled(service())
        self.assertIn("FactorSid", self.refused(400, 60306, person.entity.challenges.create, factor_sid="YF1").msg)
        self.refused(400, 60200, services.create, friendly_name="x" * 33)

    def test_wrong_credentials_are_401_20003(self):
        for stranger in (connect(ACCOUNT_SID, NONE), connect(f"SK{NONE}", NONE)):
            elsewhere = stranger.verify.v2.services
            self.refused(401, 20003, elsewhere(f"VA{NONE}").fetch)
            # For a list the SDK has an exception without code, and hands over the answer with it.
            with self.assertRaises(TwilioException) as raised:
                elsewhere.list()
            answer = raised.exception.args[1]
            self.assertEqual(answer.status_code, 401)
            self.assertIn('"code":20003', answer.text)

    def test_a_factor_that_nobody_verified_cannot_be_challenged(self):
        person = enrolled(service())
        unverified = person.entity.new_factors.create(friendly_name="Another", factor_type="totp")
        self.refused(403, 60318, person.entity.challenges.create, factor_sid=unverified.sid)

    def test_an_answered_challenge_is_403_60322(self):
        person = enrolled(service())
        answered = person.ask(auth_payload=person.right())
        self.refused(403, 60322, answered.update, auth_payload="000000")

    def test_a_challenge_with_its_attempts_spent_is_429_60308(self):
        person = enrolled(service())
        tried = person.ask()
        for _ in range(5):
            self.assertEqual(tried.update(auth_payload=person.wrong()).status, "pending")
        self.refused(429, 60308, tried.update, auth_payload="000000")
        self.assertEqual(tried.fetch().status, "pending")
