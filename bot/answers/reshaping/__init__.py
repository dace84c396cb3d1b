"""An answer in another shape: shorter, with its whole section, in another language, as a clip."""
