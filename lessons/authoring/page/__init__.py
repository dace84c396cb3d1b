"""One Markdown file as its author wrote it: lines, front matter, sections, the files beside it, and what is wrong."""
