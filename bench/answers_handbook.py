"""A small company's handbook, and a question about each of its chapters: what bench.answers_video asks."""

from __future__ import annotations

CHAPTERS: tuple[tuple[str, str, str], ...] = (
    (
        "Travel expenses",
        "Receipts are handed in within 30 days of the trip. A hotel in Germany may cost up to 120 euros a night, "
        "breakfast included. Trains are booked in second class. Taxis are paid only where no bus runs after 22:00.",
        "How much may a hotel in Germany cost a night?",
    ),
    (
        "Sick leave",
        "Whoever falls ill tells the team lead before nine in the morning. From the fourth day on, a doctor's "
        "certificate is needed. It is uploaded in the staff portal, never sent by mail.",
        "From which day on do I need a doctor's certificate?",
    ),
    (
        "Passwords",
        "A password has at least fourteen characters. It is kept in the password manager and nowhere else. Nobody "
        "from IT ever asks for it on the phone. After a suspected leak it is changed within an hour.",
        "How many characters must a password have?",
    ),
    (
        "Fire alarm",
        "At the alarm, leave by the nearest staircase and never by the lift. The meeting point is the car park behind "
        "the bakery. Floor wardens count their people and report to the fire brigade.",
        "Where is the meeting point at a fire alarm?",
    ),
    (
        "Parental leave",
        "Parental leave is announced seven weeks before it begins. It may be split into three parts. The laptop stays "
        "with its owner, and mails are forwarded to the deputy.",
        "How many weeks before must parental leave be announced?",
    ),
    (
        "Visitors",
        "Visitors sign in at the front desk and wear a yellow badge. They are never left alone in the laboratory. "
        "Photographs are allowed in the lobby only.",
        "Which colour is the badge that visitors wear?",
    ),
    (
        "Lost laptop",
        "A lost laptop is reported to the service desk at once, also at night. The disk is then erased from afar. "
        "The police report follows within two days, and its number goes into the ticket.",
        "Where is a lost laptop reported?",
    ),
    (
        "Home office",
        "Up to three days a week may be worked from home. Tuesday is for everybody in the office. Working from another "
        "country needs approval from payroll two weeks ahead.",
        "On how many days a week may I work from home?",
    ),
    (
        "Company cars",
        "The fuel card stays in the glove box. Speeding tickets are paid by the driver. Scratches are reported the "
        "same day with a photo, and winter tyres are fitted in October.",
        "Who pays speeding tickets in company cars?",
    ),
    (
        "Phishing",
        "A suspicious mail is reported with the fish button and not deleted. Links in it stay unopened. Whoever has "
        "clicked calls the security hotline at once; nobody is blamed for a call.",
        "How is a suspicious mail reported?",
    ),
    (
        "Invoices",
        "Invoices above 5,000 euros need two signatures. Suppliers are paid after fourteen days. An invoice without an "
        "order number goes back to the supplier.",
        "Above which amount do invoices need two signatures?",
    ),
    (
        "Kitchen",
        "The dishwasher is started by whoever fills the last place. The fridge is emptied every Friday at four. Coffee "
        "beans are in the cupboard beside the window.",
        "At which time is the fridge emptied every Friday?",
    ),
    (
        "Training budget",
        "Everybody has 1,500 euros a year for training. Books need no approval. Conferences are agreed with the team "
        "lead, and what was learned is told in the next guild meeting.",
        "How many euros a year does everybody have for training?",
    ),
    (
        "Accidents at work",
        "First aid boxes hang beside every printer. Each accident is written into the green book, also a small one. "
        "The insurance is informed within three days.",
        "Where do the first aid boxes hang?",
    ),
    (
        "Customer data",
        "Customer data is never copied to a private device. Deletion requests are answered within one month. A breach "
        "is reported to the data protection officer within four hours.",
        "How fast is a data breach reported to the data protection officer?",
    ),
    (
        "Meeting rooms",
        "A room that stays empty for ten minutes is released. Recordings need the consent of all. The large hall is "
        "booked through the front desk.",
        "After how many minutes is an empty room released?",
    ),
    (
        "Bicycles",
        "The company leases bicycles for three years. Repairs are done by the shop in Harbour Street. Bicycles are "
        "parked in the cellar, whose door opens with the staff card.",
        "For how many years does the company lease bicycles?",
    ),
    (
        "Press",
        "Journalists are passed on to the press office. Nobody else speaks for the company. On social media we say "
        "that we work here and that the opinion is our own.",
        "To whom are journalists passed on?",
    ),
    (
        "Gifts",
        "Gifts worth more than 35 euros are declined with thanks. Invitations to dinner are entered in the gift "
        "register. Cash is never accepted, however small the sum.",
        "Up to which worth may gifts be accepted?",
    ),
    (
        "Leaving",
        "On the last day, the key card and the laptop are returned to the service desk. The reference letter is "
        "written within three weeks. Unused holidays are paid out.",
        "Within how many weeks is the reference letter written?",
    ),
)
