"""Question banks of other systems, read as checks: Moodle's GIFT, and QTI 1.2 and 2."""

from lessons.authoring.banks.bank import Bank as Bank
from lessons.authoring.banks.bank import BankQuestion as BankQuestion
from lessons.authoring.banks.bank import LeftOut as LeftOut
from lessons.authoring.banks.bank import UnreadableBank as UnreadableBank
from lessons.authoring.banks.files import read_bank as read_bank
