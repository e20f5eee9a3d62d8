"""What the intake says about a row, a file or a column: one sentence each."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: code -> what is wrong with a row and what to do (or what was done)
ROW = {
    "total_line": _lt(
        "Line %(line)s is a line of totals, not a record. Nothing to do unless it is "
        "a customer: then fill in the name and import the corrected rows."
    ),
    "header_line": _lt(
        "Line %(line)s repeats the column titles. Nothing to do: it holds no record."
    ),
    "nothing": _lt(
        "Line %(line)s names neither a customer nor a project nor a contact. Fill in "
        "one of them and import the corrected rows."
    ),
    "name_missing": _lt(
        "Line %(line)s, column “%(column)s”: the customer's name is empty. Fill it in "
        "and import the corrected rows."
    ),
    "too_long": _lt(
        "Line %(line)s, column “%(column)s”: %(count)s characters are too many for "
        "this field (at most %(limit)s). Shorten it and import the corrected rows."
    ),
    "refused": _lt(
        "Line %(line)s was refused: %(detail)s Correct it and import the corrected "
        "rows."
    ),
    "same_line": _lt(
        "Line %(line)s says the same as line %(other)s. Nothing was made of it."
    ),
    "known_lead": _lt(
        "Line %(line)s is the opportunity “%(name)s” that exists already. Nothing was "
        "changed."
    ),
    "known_elsewhere": _lt(
        "Line %(line)s is an opportunity that a colleague has already. Ask your sales "
        "manager before you go on with it."
    ),
    "known_customer": _lt(
        "Line %(line)s is the customer “%(name)s” that exists already. Nothing was "
        "changed."
    ),
    "known_filled": _lt(
        "Line %(line)s is the customer “%(name)s” that exists already. What was empty "
        "there was filled in: %(fields)s."
    ),
    "customer_missing": _lt(
        "Line %(line)s, column “%(column)s”: customer missing. The opportunity was "
        "made without one; set it there."
    ),
    "customer_spelling": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” was taken for the customer "
        "“%(name)s”. Change the customer if that is wrong."
    ),
    "customer_alike": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” is written nearly like the "
        "customer “%(name)s”. Both were kept; merge them if they are one."
    ),
    "spelling": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” was read as “%(name)s”."
    ),
    "unknown_choice": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” is not known. It was kept in "
        "the notes; choose a value there."
    ),
    "unknown_stage": _lt(
        "Line %(line)s, column “%(column)s”: the stage “%(text)s” is not known. The "
        "opportunity stands in “%(name)s”; move it if need be."
    ),
    "other_user": _lt(
        "Line %(line)s, column “%(column)s”: you may not import for “%(text)s”. The "
        "opportunity is yours; the name was kept in the notes."
    ),
    "no_amount": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” is not one clear number. It "
        "was kept in the notes; enter the number on the record."
    ),
    "about": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” was entered as %(name)s."
    ),
    "negative": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” is below zero. It was kept in "
        "the notes; enter the amount on the record."
    ),
    "no_date": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” is not a day of the calendar. "
        "It was kept in the notes; enter the date on the record."
    ),
    "closed_without_date": _lt(
        "Line %(line)s: the closing date is empty. The day of the import was taken."
    ),
    "odd_phone": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” does not look like a telephone "
        "number. It was kept in the notes; enter it on the record."
    ),
    "more_phones": _lt(
        "Line %(line)s, column “%(column)s”: only the first number was entered, “"
        "%(text)s” was kept in the notes."
    ),
    "other_phone": _lt(
        "Line %(line)s, column “%(column)s”: “%(name)s” has another entry already, so "
        "“%(text)s” was kept in the notes."
    ),
    "odd_email": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” is no e-mail address. It was "
        "kept in the notes; enter it on the record."
    ),
    "bad_code": _lt(
        "Line %(line)s, column “%(column)s”: %(detail)s Kept in the notes."
    ),
    "no_parent": _lt(
        "Line %(line)s, column “%(column)s”: the company “%(text)s” is not among your "
        "customers. Enter it, then set it as the parent."
    ),
    "parent_refused": _lt(
        "Line %(line)s, column “%(column)s”: “%(text)s” cannot be the parent, because "
        "the companies would stand in a circle. Set the right parent there."
    ),
}

#: code -> short name of a kind of remark, for the summary
KINDS = {
    "total_line": _lt("Lines of totals"),
    "header_line": _lt("Repeated column titles"),
    "nothing": _lt("Nothing to import"),
    "name_missing": _lt("Customer's name empty"),
    "too_long": _lt("Text too long"),
    "refused": _lt("Refused"),
    "same_line": _lt("Same as another line"),
    "known_lead": _lt("Opportunity exists already"),
    "known_elsewhere": _lt("Opportunity of a colleague"),
    "known_customer": _lt("Customer exists already"),
    "known_filled": _lt("Customer existed, empty fields filled in"),
    "customer_missing": _lt("Customer missing"),
    "customer_spelling": _lt("Customer found under another spelling"),
    "customer_alike": _lt("Customer written nearly like another"),
    "spelling": _lt("Spelling corrected"),
    "unknown_choice": _lt("Value not known"),
    "unknown_stage": _lt("Stage not known"),
    "other_user": _lt("Salesperson is somebody else"),
    "no_amount": _lt("Not a number"),
    "about": _lt("Number not exact"),
    "negative": _lt("Number below zero"),
    "no_date": _lt("Not a date"),
    "closed_without_date": _lt("Closing date empty"),
    "odd_phone": _lt("Not a telephone number"),
    "more_phones": _lt("More than one telephone number"),
    "other_phone": _lt("Customer has another number or address"),
    "odd_email": _lt("Not an e-mail address"),
    "bad_code": _lt("Credit code wrong"),
    "no_parent": _lt("Parent company not found"),
    "parent_refused": _lt("Parent company impossible"),
}

#: code of a TabularError -> why a file cannot be read and what to do
FILE = {
    "empty": _lt("The file “%(name)s” is empty. Choose the file that holds the list."),
    "encrypted": _lt(
        "The file “%(name)s” is protected by a password. Save it without a password "
        "and choose it again."
    ),
    "corrupt": _lt(
        "The workbook “%(name)s” is damaged and cannot be opened. Open it in your "
        "spreadsheet program, save it anew and choose it again."
    ),
    "not_a_table": _lt(
        "The file “%(name)s” is not a table. Choose a workbook (.xlsx, .xls) or a "
        "text file with columns (.csv)."
    ),
    "no_rows": _lt(
        "The file “%(name)s” has column titles (%(detail)s) but no rows below them. "
        "Choose the file that holds the list."
    ),
    "too_large": _lt(
        "The file “%(name)s” has more than %(detail)s rows. Cut it into smaller files "
        "and import them one after the other."
    ),
}

#: code -> what was noticed about a file while it was read
NOTES = {
    "encoding": _lt("Encoding: %(detail)s"),
    "sheet": _lt("Sheet: %(detail)s"),
    "header": _lt("The column titles stand in line %(detail)s."),
    "preamble": _lt("Lines above the titles, not imported: %(detail)s"),
    "other_sheets": _lt(
        "Only the first sheet was read. To import the others (%(detail)s), save each "
        "as a file of its own."
    ),
    "nul_removed": _lt("%(detail)s invisible NUL characters were taken out."),
    "quotes_broken": _lt(
        "A quotation mark is never closed, so quotation marks were read as plain "
        "characters. Look at the rows before you import."
    ),
    "unknown_columns": _lt(
        "Columns that are not known, kept as notes on each record: %(detail)s"
    ),
    "unknown_users": _lt(
        "Salespeople who have no user here, kept as notes on each opportunity: "
        "%(detail)s"
    ),
    "date_order": _lt("Dates are read as %(detail)s."),
    "date_order_open": _lt(
        "The dates could be read in more than one order; they are read as %(detail)s. "
        "Set the date order if that is wrong."
    ),
}

ORDERS = {
    "dmy": _lt("day-month-year"),
    "mdy": _lt("month-day-year"),
    "ymd": _lt("year-month-day"),
}


def say(env, term, **values):
    """Give one of the sentences above in the language of ``env``, filled in."""
    return translated(env, term) % values


def translated(env, term):
    """Give a lazy term in the language of ``env``."""
    # The terms are constants of this module, marked there for the translators.
    translate = env._
    return translate(term)
