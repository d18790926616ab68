"""Every family of files that are made to do harm."""

from tests.samples.cells import cells
from tests.samples.containers import containers
from tests.samples.disguises import disguises
from tests.samples.old_books import old_books
from tests.samples.open_documents import open_documents
from tests.samples.texts import texts
from tests.samples.xml_parts import xml_parts

FAMILIES = (containers, xml_parts, cells, texts, disguises, open_documents, old_books)
