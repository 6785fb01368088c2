-- When a job of the case first showed that the case has the answer: `dikorelasi` says only that the engine took it.
-- NULL: not seen yet. '' is for answers from before this was recorded: nobody can tell any more.

ALTER TABLE balasan ADD COLUMN diambil_pada TEXT;
UPDATE balasan SET diambil_pada = '' WHERE status = 'dikorelasi';
