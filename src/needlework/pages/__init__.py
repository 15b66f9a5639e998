"""What every page is built on: templates, style sheets, pictures, words, the disclaimer, the glossary."""
