"""Series as packages for learning systems, which play them without us: SCORM 1.2 and cmi5."""
