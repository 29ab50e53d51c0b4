"""A page that could not be drawn: what people are told, and how they go on."""

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import Unavailable
from tests.pages.conftest import Desk


def page_that_falls() -> None:
    import streamlit as st

    from core.errors import Unavailable
    from pages.parts.fallen import fallen

    fault = {"store": Unavailable("The database does not answer. Wait a moment, then try again.")}
    for _ in range(2):
        assert fallen(fault.get(st.query_params["of"], RuntimeError("kalimat-rahasia")))


def seen(of: str) -> AppTest:
    screen = AppTest.from_function(page_that_falls, default_timeout=20)
    screen.query_params["of"] = of
    screen.run()
    assert not screen.exception, screen.exception
    return screen


def test_while_the_store_is_away_a_page_says_so_and_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_work: object) -> None:
        raise Unavailable("The database does not answer. Wait a moment, then try again.")

    monkeypatch.setattr(desk.office.store, "read", fail)
    screen = seen("store")
    said = "Basis data tidak menjawab. Tunggu sebentar, lalu coba lagi."
    assert [error.value for error in screen.error] == [said, said]
    screen.button[0].click().run()
    assert not screen.exception and len(screen.button) == 2


def test_a_fault_of_ours_tells_the_time_and_nothing_of_itself(desk: Desk) -> None:
    screen = seen("us")
    assert "2 Februari 2026" in screen.error[0].value and "rahasia" not in screen.error[0].value
    assert not screen.button
