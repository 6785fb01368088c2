-- A receipt that was typed wrong is kept and marked, never overwritten: the book shows what was believed when.

ALTER TABLE tanda_terima ADD COLUMN dibetulkan_pada TEXT;
