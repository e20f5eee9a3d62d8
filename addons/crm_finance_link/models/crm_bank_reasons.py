"""The reasons of the matching rules, in the words of the reader."""


def _reason_texts(env, detail):
    return {
        "amount_exact": env._("the amount is exactly what is open"),
        "amount_rest": env._("it is the rest that an earlier receipt left"),
        "amount_sum": env._("the amounts add up exactly"),
        "amount_fee": env._("only a bank's fee is missing"),
        "amount_partial": env._("it is a part of what is open"),
        "amount_over": env._("it is more than is open; the rest stays as credit"),
        "payer_account": env._("it came from the customer's account"),
        "payer_remembered": env._("this payer paid for the customer before"),
        "payer_name": env._("the payer is the customer"),
        "payer_core": env._("the payer's name is like the customer's"),
        "payer_group": env._("the payer belongs to the customer's group"),
        "payer_brand": env._("the payer has the customer's brand"),
        "payer_mentioned": env._("the text names the customer"),
        "payer_person": env._("the payer has the customer's name"),
        "reference_invoice": env._("the text names invoice %s", detail),
        "reference_fapiao": env._("the text names fapiao %s", detail),
        "reference_contract": env._("the text names contract %s", detail),
        "reference_near": env._("“%s” is like the number", detail),
        "not_due": env._("it is not due yet"),
        "taken": env._("an earlier receipt seems to have paid it"),
        "chosen": env._("chosen by hand"),
        "other_money": env._("“%s” is no payment of a customer", detail),
        "nothing_fits": env._("nothing that is open fits"),
        "doubt_words": env._("but “%s” may mean something else", detail),
        "doubt_payer": env._("but the payer is another customer too"),
        "doubt_number": env._("but the text names something else %s", detail or ""),
        "doubt_equal": env._("but something else comes to the same amount"),
        "doubt_unknown": env._("but the payer is not known for sure"),
        "doubt_sum": env._("but more than these is due"),
        "doubt_not_due": env._("but nobody expects it yet"),
        "doubt_taken": env._("but look at the earlier receipt first"),
        "doubt_fee": env._("but the fee has to be confirmed"),
        "doubt_partial": env._("but it is not all"),
        "doubt_over": env._("but it is too much"),
        "doubt_rest": env._("but look at the earlier receipt first"),
    }


def _refund_texts(env):
    """Return what is said of money that went out."""
    return {
        "payee_account": env._("it went to the customer's account"),
        "payee_remembered": env._("this account paid for the customer before"),
        "payee_name": env._("the payee is the customer"),
        "payee_core": env._("the payee's name is like the customer's"),
        "payee_group": env._("the payee belongs to the customer's group"),
        "payee_brand": env._("the payee has the customer's brand"),
        "payee_mentioned": env._("the text names the customer"),
        "payee_person": env._("the payee has the customer's name"),
        "credit_kept": env._("it is money that the customer paid without an invoice"),
        "taken_back": env._("an earlier line seems to have paid it back"),
        "doubt_payee": env._("but the payee is another customer too"),
        "doubt_payee_unknown": env._("but the payee is not known for sure"),
        "doubt_credit": env._("but it may wait for the next invoice"),
        "doubt_taken_back": env._("but look at the earlier line first"),
    }


def get_reason_text(env, reasons):
    """Return ``reasons``, a list of [code, detail], as one sentence."""
    found = [
        (_reason_texts(env, detail) | _refund_texts(env)).get(code, "")
        for code, detail in reasons
    ]
    said = ""
    for text in filter(None, map(str.strip, found)):
        said = env._("%(one)s; %(other)s", one=said, other=text) if said else text
    return said
