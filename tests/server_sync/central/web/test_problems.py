"""What goes wrong is said in Danish, kindly, and with what to do."""

from tests.town import Town


def test_an_address_that_leads_nowhere_is_met_with_words(town: Town) -> None:
    """A mistyped address is no riddle, logged in or not."""
    for client in (town.client(), town.client(None)):
        answer = client.get("/nowhere")
        assert answer.status_code == 404
        assert "Siden er her ikke" in answer.get_data(as_text=True)


def test_a_fault_of_ours_is_called_one(town: Town) -> None:
    """A person is told that nothing was kept, and no inner workings."""
    client = town.client()
    town.app.testing = False
    town.app.view_functions["pages.overview"] = _broken
    answer = client.get("/overview")

    assert answer.status_code == 500
    page = answer.get_data(as_text=True)
    assert "Noget gik galt hos os" in page
    assert "Der er ikke gemt noget." in page
    assert "ZeroDivisionError" not in page


def _broken() -> str:
    raise ZeroDivisionError
