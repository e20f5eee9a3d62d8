"""Template databases: their keys, and from what they are made."""

from testing import templates
from testing.templates import Template


def test_the_name_tells_apart_what_a_template_holds():
    names = {
        Template(("base",), {}, "h").name,
        Template(("base", "crm"), {}, "h").name,
        Template(("base",), {"crm_a": "1"}, "h").name,
        Template(("base",), {"crm_a": "2"}, "h").name,
        Template(("base",), {"crm_a": "2"}, "h", demo=True).name,
        Template(("base",), {}, "other").name,
    }
    assert len(names) == 6


def test_the_name_is_the_same_for_the_same_content():
    assert Template(("base",), {}, "h").name == Template(("base",), {}, "h").name


def test_the_largest_part_is_taken():
    small = Template(("base",), {}, "h")
    large = Template(("base", "mail"), {}, "h")
    wanted = Template(("base", "crm", "mail"), {}, "h")
    assert templates.largest_part(wanted, [small, large]) == large


def test_a_template_with_more_with_ours_or_of_another_host_is_no_part():
    wanted = Template(("base", "crm"), {}, "h")
    unfit = [
        Template(("base", "sale"), {}, "h"),
        Template(("base",), {"crm_a": "1"}, "h"),
        Template(("base",), {}, "other"),
    ]
    assert templates.largest_part(wanted, unfit) is None
