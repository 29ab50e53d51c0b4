"""A bucket for the tests: moto's server, asked over HTTP as any S3-compatible server would be.

It knows: the environment by which programs for S3 are told where to go.
Shaped so because: one server serves a whole run; each test has a prefix of its own, so none finds what another left.
It must not know: what the program keeps there.
"""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

BUCKET = "rekaman"
KEYS = {"AWS_ACCESS_KEY_ID": "uji", "AWS_SECRET_ACCESS_KEY": "rahasia-uji", "AWS_REGION": "us-east-1"}
NOBODY = "http://127.0.0.1:9"


@contextmanager
def bucket_served() -> Iterator[str]:
    """The address of a server that has an empty bucket."""
    # An office that proves its installation without the tools of development can do without it.
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{BUCKET}", method="PUT")).close()
    yield endpoint
    server.stop()


def variables(endpoint: str) -> dict[str, str]:
    """A place of its own in the bucket."""
    address = f"s3://{BUCKET}/{uuid4().hex}/suara"
    return {**KEYS, "AWS_ENDPOINT_URL": endpoint, "AWS_ALLOW_HTTP": "true", "SELARAS_RECORDINGS": address}


def take_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the bucket does not answer: nobody listens there."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOBODY)
