"""All that is mailed, by occasion.  Every function may be called again: the same occasion makes the same mail once."""

from receipts.mail.delivery import deliver
from receipts.mail.digest_out import post_digest
from receipts.mail.forms_out import post_forms
from receipts.mail.receipts_out import post_receipts
from receipts.mail.reminders_out import post_reminders
from receipts.mail.report_out import post_month_report

__all__ = ["deliver", "post_digest", "post_forms", "post_month_report", "post_receipts", "post_reminders"]
