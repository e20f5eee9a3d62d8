from odoo.exceptions import UserError


class FormProblems(UserError):
    """A form cannot be taken as it is; its page says so beside the fields.

    ``sentences`` holds a sentence by the name of the field; "" is the whole form.
    """

    def __init__(self, sentences):
        self.sentences = dict(sentences)
        super().__init__("\n".join(self.sentences.values()))


def sentence(env, label, problem):
    """Say what is wrong with the field that people know as ``label``.

    :param problem: ``tools.portal_form.Problem``
    """
    if problem.code == "required":
        return env._("%(field)s is needed.", field=label)
    if problem.code == "long":
        return env._(
            "%(field)s has %(count)s characters; at most %(limit)s are allowed.",
            field=label,
            count=problem.count,
            limit=problem.limit,
        )
    texts = {
        "phone": env._("%(field)s: type a telephone number with its digits."),
        "email": env._("%(field)s: type one mail address, like name@company.com."),
        "area": env._("%(field)s: type one area in square metres, like 1200."),
        "amount": env._("%(field)s: type one amount, like 500000 or 50万."),
        "date": env._("%(field)s: type a day, like 2026-10-01."),
        "number": env._("%(field)s: choose one of the list."),
    }
    return texts[problem.code] % {"field": label}
