import pytest

from rates import postage, zone_of


def test_zone_of_known_region():
    assert zone_of("AT", 1150) == (1, True)


def test_unknown_region_is_an_error():
    with pytest.raises(KeyError):
        zone_of("AT", 99999)


def test_postage_rounds_up_to_whole_kilos():
    assert postage("BE", 1600, 1001) == 599 + 2 * 80


def test_remote_surcharge():
    assert postage("AT", 1150, 500) == 499 + 60 + 450
