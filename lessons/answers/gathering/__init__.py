"""Folders, web sites and other places that are looked at again and again for what changed in them."""
