from tests.lessons.library import db as db
