"""The words around series that are drafted: its page, and what is doubtful in them."""
