"""The administration: people, cards, calendar, settings and their trail; no round, no score."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.cards import READY_CARDS, cards_on_shelf
from core.clock import office_calendar
from core.codes import Role, Stage
from core.language import Language
from core.model import Person
from core.people import deactivate_person, people
from core.settings import number
from tests.pages.conftest import Desk
from tests.round_at import Office, round_at

t = Language("id")
GOOD_LIST = b"nama_pengguna;nama;peran\nsatu;Orang Satu;supervisor\n"


def admin(desk: Desk, tab: str = "People") -> AppTest:
    screen = desk.open("admin", desk.office.administrator)
    if tab != "People":
        screen.session_state["admin.tab.id"] = t(tab)
        screen.run()
    assert not screen.exception, screen.exception
    return screen


def told(screen: AppTest) -> str:
    assert not screen.exception, screen.exception
    elements = [*screen.error, *screen.warning, *screen.info, *screen.success, *screen.markdown, *screen.caption]
    return "\n".join(str(element.value) for element in [*elements, *screen.code])


def accounts(desk: Desk) -> dict[str, Person]:
    return {person.username: person for person in desk.office.ask(people, desk.office.administrator)}


@pytest.mark.parametrize("name", ["head", "supervisor", "assessor_1", "projector"])
def test_without_the_role_nothing_of_it_is_shown(desk: Desk, name: str) -> None:
    screen = desk.open("admin", desk.office.people[name])
    assert len(screen.error) == 1 and not screen.title and not screen.dataframe


def test_everyone_with_an_account_stands_in_the_table(desk: Desk) -> None:
    table = admin(desk).dataframe[0].value
    assert set(table[t("Username")]) == set(accounts(desk))


def test_searching_narrows_the_table_and_may_find_nobody(desk: Desk) -> None:
    screen = admin(desk)
    screen.text_input(key="admin.search").set_value("laks").run()
    assert list(screen.dataframe[0].value[t("Username")]) == ["supervisor"]
    screen.text_input(key="admin.search").set_value("zzz").run()
    assert t("Nobody is found. Use fewer words.") in told(screen) and not screen.dataframe


def test_a_new_person_gets_a_password_that_is_shown_once(desk: Desk) -> None:
    screen = admin(desk)
    screen.text_input(key="admin.new_username.0").set_value("Baru")
    screen.text_input(key="admin.new_name.0").set_value("Orang Baru")
    screen.multiselect(key="admin.new_roles.0.id").set_value([Role.SUPERVISOR])
    screen.button(key="admin.add_button").click().run()
    assert accounts(desk)["baru"].roles == {Role.SUPERVISOR}
    assert "baru  " in screen.code[0].value
    screen.button(key="admin.noted").click().run()
    assert not screen.code


def test_a_bad_username_is_refused_and_what_was_typed_stays(desk: Desk) -> None:
    screen = admin(desk)
    screen.text_input(key="admin.new_username.0").set_value("a b")
    screen.text_input(key="admin.new_name.0").set_value("Orang Baru")
    screen.button(key="admin.add_button").click().run()
    assert len(screen.error) == 1 and screen.text_input(key="admin.new_name.0").value == "Orang Baru"


def test_the_last_administrator_keeps_the_role_and_the_details_stay(desk: Desk) -> None:
    desk.office.do(deactivate_person, desk.office.administrator, desk.office.outsider.id)
    screen, who = admin(desk), desk.office.administrator
    screen.selectbox(key="admin.person").set_value(who.id).run()
    screen.text_input(key=f"admin.name.{who.id}").set_value("Nama Lain")
    screen.multiselect(key=f"admin.roles.{who.id}.id").set_value([Role.HEAD])
    screen.button(key=f"admin.save.{who.id}").click().run()
    assert len(screen.error) == 1 and accounts(desk)[who.username].name == who.name


def test_a_person_is_deactivated_and_let_in_again(desk: Desk) -> None:
    screen, who = admin(desk), desk.office.head
    screen.selectbox(key="admin.person").set_value(who.id).run()
    assert f"Nonaktifkan {who.name}?" in told(screen)
    assert screen.button(key=f"admin.out.{who.id}").label == f"Nonaktifkan {who.name}"
    screen.button(key=f"admin.out.{who.id}").click().run()
    assert not accounts(desk)[who.username].is_active
    screen.button(key=f"admin.in.{who.id}").click().run()
    assert accounts(desk)[who.username].is_active


def test_nobody_deactivates_themself(desk: Desk) -> None:
    screen, me = admin(desk), desk.office.administrator
    screen.selectbox(key="admin.person").set_value(me.id).run()
    screen.button(key=f"admin.out.{me.id}").click().run()
    assert t("You cannot deactivate your own account. Ask another administrator to do it.") in told(screen)
    assert accounts(desk)[me.username].is_active


def test_two_people_of_one_name_are_two_choices_whose_labels_no_search_changes(desk: Desk) -> None:
    for username in ("fajar_a", "fajar_b"):
        desk.office.hire(username, "Fajar Sama", Role.ASSESSOR)
    screen = admin(desk)
    assert {"Fajar Sama · fajar_a", "Fajar Sama · fajar_b"} <= set(screen.selectbox(key="admin.person").options)
    screen.text_input(key="admin.search").set_value("fajar_b").run()
    assert screen.selectbox(key="admin.person").options == ["Fajar Sama · fajar_b"]


def test_a_reset_password_is_shown(desk: Desk) -> None:
    screen, who = admin(desk), desk.office.head
    screen.selectbox(key="admin.person").set_value(who.id).run()
    screen.button(key=f"admin.reset.{who.id}").click().run()
    assert screen.code[0].value.startswith(f"{who.username}  ")


def test_a_list_of_people_is_seen_before_it_is_taken(desk: Desk) -> None:
    screen = admin(desk)
    screen.file_uploader(key="admin.list.0").upload("daftar.csv", GOOD_LIST, "text/csv").run()
    assert "satu" not in accounts(desk)
    screen.button(key="admin.import").click().run()
    assert "satu" in accounts(desk) and "satu  " in screen.code[0].value


def test_a_bad_list_tells_its_faults_and_offers_nothing(desk: Desk) -> None:
    screen = admin(desk)
    screen.file_uploader(key="admin.list.0").upload("daftar.csv", b"username,name,role\nhead,,raja\n", "text/csv").run()
    assert len(screen.error) == 1 and screen.error[0].value.count("\n- ") == 3
    assert not [button for button in screen.button if button.key == "admin.import"]


def test_a_substitute_is_named_and_ended(desk: Desk) -> None:
    screen, office = admin(desk), desk.office
    screen.selectbox(key="admin.head.0").set_value(office.head.id)
    screen.selectbox(key="admin.acting.0").set_value(office.supervisor.id)
    screen.button(key="admin.substitute_button").click().run()
    assert f"**Plh. {office.supervisor.name}**" in told(screen)
    ends = [button for button in screen.button if str(button.key).startswith("admin.end.")]
    ends[0].click().run()
    assert t("Nobody substitutes for a Head of Section.") in told(screen)


def test_a_substitute_without_a_person_is_refused(desk: Desk) -> None:
    screen = admin(desk)
    screen.button(key="admin.substitute_button").click().run()
    assert len(screen.error) == 1


def test_a_screen_is_tied_to_a_running_round(sit_down: Callable[[Office], Desk]) -> None:
    desk = sit_down(round_at(Stage.SCHEDULING))
    screen = admin(desk)
    screen.text_input(key="admin.screen_username.0").set_value("layar2")
    screen.text_input(key="admin.screen_name.0").set_value("Ruang Dua")
    screen.button(key="admin.screen_button").click().run()
    assert accounts(desk)["layar2"].shows_round == desk.office.round_id


def test_without_a_running_round_no_screen_can_be_added(desk: Desk) -> None:
    assert t("No round is running, so there is nothing to show.") in told(admin(desk))


def test_a_card_is_withdrawn_and_offered_again(desk: Desk) -> None:
    screen = admin(desk, "Scorecards")
    card = desk.office.ask(cards_on_shelf, desk.office.administrator)[0][0]
    for expected in (True, False):
        screen.button(key=f"admin.withdraw.{card.id}").click().run()
        assert desk.office.ask(cards_on_shelf, desk.office.administrator)[0][0].is_withdrawn is expected


def test_an_own_card_is_seen_and_kept(desk: Desk) -> None:
    screen = admin(desk, "Scorecards")
    source = (READY_CARDS / "kp-tel.yaml").read_text("utf-8")
    changed = source.replace('version: "2026.1"', 'version: "2026.9"').encode()
    screen.file_uploader(key="admin.card_given.0").upload("kartu.yaml", changed, "application/yaml").run()
    screen.button(key="admin.card_keep").click().run()
    kept = [card.version for card, _rounds in desk.office.ask(cards_on_shelf, desk.office.administrator)]
    assert "2026.9" in kept


def test_a_bad_card_tells_all_its_faults_and_cannot_be_kept(desk: Desk) -> None:
    screen = admin(desk, "Scorecards")
    screen.file_uploader(key="admin.card_given.0").upload(
        "kartu.yaml", b"code: X\nweight: 3\n", "application/yaml"
    ).run()
    assert len(screen.error) == 1 and screen.error[0].value.count("\n- ") > 3
    assert not [button for button in screen.button if button.key == "admin.card_keep"]


def test_a_day_off_needs_its_decree(desk: Desk) -> None:
    screen = admin(desk, "Calendar")
    screen.date_input(key="admin.add_date.0").set_value(date(2026, 6, 3))
    screen.text_input(key="admin.add_name.0").set_value("Pilkada")
    screen.button(key="admin.add_day_button").click().run()
    assert len(screen.error) == 1
    screen.text_input(key="admin.add_decree.0").set_value("Keppres 1/2026")
    screen.button(key="admin.add_day_button").click().run()
    assert desk.office.store.read(office_calendar).day_off(date(2026, 6, 3))
    screen.button(key="admin.forget.2026-06-03").click().run()
    assert desk.office.store.read(office_calendar).day_off(date(2026, 6, 3)) is None


def test_only_a_named_day_off_can_be_lifted(desk: Desk) -> None:
    screen = admin(desk, "Calendar")
    screen.date_input(key="admin.lift_date.0").set_value(date(2026, 6, 3))
    screen.text_input(key="admin.lift_decree.0").set_value("SKB 2/2026")
    screen.button(key="admin.lift_day_button").click().run()
    assert len(screen.error) == 1
    screen.date_input(key="admin.lift_date.0").set_value(date(2026, 2, 16))
    screen.button(key="admin.lift_day_button").click().run()
    assert desk.office.store.read(office_calendar).day_off(date(2026, 2, 16)) is None


def test_an_unconfirmed_year_warns_until_somebody_confirms_it(desk: Desk) -> None:
    screen = admin(desk, "Calendar")
    screen.segmented_control(key="admin.year").set_value(2027).run()
    assert len(screen.warning) == 1
    screen.button(key="admin.confirm.2027").click().run()
    assert not screen.warning and 2027 in desk.office.store.read(office_calendar).confirmed_years


def test_settings_are_saved(desk: Desk) -> None:
    screen = admin(desk, "Settings")
    screen.number_input(key="admin.setting.idle_minutes").set_value(20)
    screen.button(key="admin.settings_save").click().run()
    assert desk.office.store.read(lambda tx: number(tx, "idle_minutes")) == 20


def test_the_trail_shows_what_was_done_here_and_no_round(sit_down: Callable[[Office], Desk]) -> None:
    desk = sit_down(round_at(Stage.SCHEDULING))
    screen = admin(desk)
    screen.selectbox(key="admin.person").set_value(desk.office.head.id).run()
    screen.button(key=f"admin.unlock.{desk.office.head.id}").click().run()
    trail = admin(desk, "Audit trail").dataframe[0].value
    assert list(trail[t("Subject")]) == ["head"]


def test_a_search_without_a_hit_says_so(desk: Desk) -> None:
    screen = admin(desk, "Audit trail")
    screen.text_input(key="audit.people.words").set_value("zzz").run()
    assert len(screen.info) == 1 and not screen.dataframe
