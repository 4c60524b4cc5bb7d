"""The SDK as it is published, through its own hook for another host; an authenticator app; and phones."""

import atexit
import base64
import hashlib
import hmac
import json
import os
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from twilio.base.list_resource import ListResource
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

BASE_URL = os.environ["BASE_URL"]
ACCOUNT_SID = os.environ["ACCOUNT_SID"]
AUTH_TOKEN = os.environ["AUTH_TOKEN"]


def connect(user=ACCOUNT_SID, password=AUTH_TOKEN):
    http = TwilioHttpClient()
    atexit.register(http.session.close)
    # Version 7, which Debian ships, does not look at the variable by itself.
    http.session.verify = os.environ.get("REQUESTS_CA_BUNDLE", True)
    connected = Client(user, password, account_sid=ACCOUNT_SID, http_client=http)
    connected.verify.base_url = BASE_URL
    return connected


client = connect()
services = client.verify.v2.services


def now():
    """The server's time, by what it says itself."""
    return parsedate_to_datetime(client.http_client.request("GET", f"{BASE_URL}/health/live").headers["Date"])


def code(secret, at, steps=0):
    """The code so many steps after that time."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int(at.timestamp()) // 30 + steps
    digest = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def wrong(secret):
    at = now()
    near = {code(secret, at, steps) for steps in range(-3, 4)}
    return next(c for c in (digit * 6 for digit in "01234567") if c not in near)


def somebody():
    return str(uuid.uuid4())


def service():
    return services(services.create(friendly_name="Acceptance").sid)


@dataclass(frozen=True)
class Enrolled:
    """Somebody with a verified factor."""

    entity: object
    factor_sid: str
    secret: str

    def ask(self, **more):
        return self.entity.challenges.create(factor_sid=self.factor_sid, **more)

    def right(self):
        return code(self.secret, now())

    def wrong(self):
        return wrong(self.secret)


def enrolled(at):
    entity = at.entities(somebody())
    factor = entity.new_factors.create(friendly_name="Ana's phone", factor_type="totp", config_skew=2)
    secret = factor.binding["secret"]
    verified = entity.factors(factor.sid).update(auth_payload=code(secret, now()))
    if verified.status != "verified":
        raise AssertionError(f"not verified: {verified.status}")
    return Enrolled(entity, factor.sid, secret)


def phone(deed, **form):
    """Has a phone do something."""
    body = urllib.parse.urlencode(form).encode()
    # Past any proxy: the phones are on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{os.environ['PHONE_BOOTH']}/{deed}", body) as answer:
        told = json.load(answer)
    if "gave_up" in told:
        raise AssertionError(told["gave_up"])
    return told


def shown(resource):
    """All that the SDK shows of a resource, by name."""
    names = (name for name, kind in vars(type(resource)).items() if isinstance(kind, property) and name[0] != "_")
    values = {name: getattr(resource, name) for name in names}
    return {name: value for name, value in values.items() if not isinstance(value, ListResource)}


def sids(resources):
    return [resource.sid for resource in resources]
