"""What is done to surveys: staff make, open and steer them, people answer (taking), time ends them (closing).

What was written is decided on (texts), and all single answers go one day (forgetting).
"""

from smilecity.collect.surveys.actions.adopting import adopt, ask_features
from smilecity.collect.surveys.actions.closing import close, close_due, drop_expired
from smilecity.collect.surveys.actions.editing import (
    QuestionFields,
    SurveyFields,
    add_question,
    as_written,
    edit,
    edit_question,
    extend,
    make,
    move_question,
    remove_question,
)
from smilecity.collect.surveys.actions.forgetting import announce_erasure, erase_answers, erase_sooner
from smilecity.collect.surveys.actions.kiosks import begin_kiosk, end_kiosk, end_kiosk_by_pin, make_kiosk
from smilecity.collect.surveys.actions.opening import open_due, open_now, plan_opening, unplan_opening
from smilecity.collect.surveys.actions.picturing import remove_picture, set_picture
from smilecity.collect.surveys.actions.presence import come, forget_absent, leave
from smilecity.collect.surveys.actions.redeeming import (
    enter_paper,
    read_code,
    submit_at_kiosk,
    submit_by_code,
)
from smilecity.collect.surveys.actions.taking import (
    answer,
    begin,
    begin_change,
    confirm_by_code,
    confirm_by_link,
    drop_draft,
    give_address,
    give_profile,
    resend,
    save_change,
    submit_as_guest,
    submit_as_member,
    take_back,
)
from smilecity.collect.surveys.actions.texts import erase_originals, redact_text, restore_text, review_text
from smilecity.collect.surveys.actions.translating import translate
from smilecity.collect.surveys.actions.ways import choose_ways, make_codes, print_codes, void_codes
from smilecity.collect.surveys.rules import Settled

__all__ = [
    "QuestionFields",
    "Settled",
    "SurveyFields",
    "add_question",
    "adopt",
    "announce_erasure",
    "answer",
    "as_written",
    "ask_features",
    "begin",
    "begin_change",
    "begin_kiosk",
    "choose_ways",
    "close",
    "close_due",
    "come",
    "confirm_by_code",
    "confirm_by_link",
    "drop_draft",
    "drop_expired",
    "edit",
    "edit_question",
    "end_kiosk",
    "end_kiosk_by_pin",
    "enter_paper",
    "erase_answers",
    "erase_originals",
    "erase_sooner",
    "extend",
    "forget_absent",
    "give_address",
    "give_profile",
    "leave",
    "make",
    "make_codes",
    "make_kiosk",
    "move_question",
    "open_due",
    "open_now",
    "plan_opening",
    "print_codes",
    "read_code",
    "redact_text",
    "remove_picture",
    "remove_question",
    "resend",
    "restore_text",
    "review_text",
    "save_change",
    "set_picture",
    "submit_as_guest",
    "submit_as_member",
    "submit_at_kiosk",
    "submit_by_code",
    "take_back",
    "translate",
    "unplan_opening",
    "void_codes",
]
