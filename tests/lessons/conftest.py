from tests.lessons.catalog_world import db as db
