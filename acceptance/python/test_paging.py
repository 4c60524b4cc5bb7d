"""Lists, as the SDK pages through them by itself."""

import unittest

from countersign import client, enrolled, service, sids, somebody


class Paging(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = service()
        cls.person = enrolled(cls.service)
        cls.challenges = cls.person.entity.challenges
        cls.created = [cls.person.ask().sid for _ in range(7)]

    def test_a_list_without_options_holds_everything_oldest_first_and_is_exactly_200(self):
        self.assertEqual(sids(self.challenges.list()), self.created)
        self.assertEqual(client.http_client.last_response.status_code, 200)

    def test_a_list_is_the_same_whatever_its_page_size_in_both_orders(self):
        for page_size in (1, 2, 3, 6, 7, 8):
            with self.subTest(page_size=page_size):
                self.assertEqual(sids(self.challenges.list(page_size=page_size)), self.created)
                self.assertEqual(sids(self.challenges.list(page_size=page_size, order="asc")), self.created)
                self.assertEqual(sids(self.challenges.list(page_size=page_size, order="desc")), self.created[::-1])

    def test_a_limit_is_kept_also_one_beyond_the_largest_page(self):
        self.assertEqual(sids(self.challenges.list(limit=5)), self.created[:5])
        self.assertEqual(sids(self.challenges.list(limit=5, page_size=2)), self.created[:5])
        self.assertEqual(sids(self.challenges.list(limit=5, page_size=2, order="desc")), self.created[:1:-1])
        self.assertEqual(sids(self.challenges.list(limit=5000)), self.created)

    def test_pages_are_turned_forth_and_back(self):
        first = self.challenges.page(page_size=3)
        second = first.next_page()
        third = second.next_page()
        self.assertEqual(sids(first), self.created[:3])
        self.assertEqual(sids(second), self.created[3:6])
        self.assertEqual(sids(third), self.created[6:])
        self.assertIsNone(third.next_page())
        self.assertIsNone(first.previous_page())
        self.assertEqual(sids(second.previous_page()), self.created[:3])
        self.assertEqual(sids(self.challenges.get_page(second.next_page_url)), self.created[6:])

    def test_a_status_filter_is_streamed_through_while_others_come(self):
        for order in ("asc", "desc"):
            with self.subTest(order=order):
                busy = enrolled(self.service)
                there = [busy.ask().sid for _ in range(7)]
                busy.ask(auth_payload=busy.right())
                seen = []
                for challenge in busy.entity.challenges.stream(
                    status="pending", factor_sid=busy.factor_sid, order=order, page_size=3
                ):
                    self.assertEqual(challenge.status, "pending")
                    seen.append(challenge.sid)
                    if len(seen) in (2, 5):
                        busy.ask()
                self.assertEqual(len(set(seen)), len(seen))
                self.assertEqual(sorted(seen, reverse=order == "desc"), seen)
                self.assertLessEqual(set(there), set(seen))
                self.assertEqual(len(busy.entity.challenges.list(status="approved")), 1)
                self.assertEqual(busy.entity.challenges.list(status="expired"), [])

    def test_entities_and_factors_are_paged_too(self):
        own = service()
        people = [own.entities.create(identity=somebody()).sid for _ in range(5)]
        self.assertEqual(sids(own.entities.list(page_size=2)), people)
        entity = own.entities(somebody())
        factors = [
            entity.new_factors.create(friendly_name=f"phone {i}", factor_type="totp").sid for i in range(3)
        ]
        self.assertEqual(sids(entity.factors.list(page_size=2)), factors)
