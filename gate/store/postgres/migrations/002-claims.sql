-- Measured claims are documents too; they are of no benchmark.
ALTER TABLE loadline_documents
  DROP CONSTRAINT loadline_documents_kind_check,
  ADD CONSTRAINT loadline_documents_kind_check CHECK (kind IN ('run', 'comparison', 'claims', 'history')),
  ALTER COLUMN benchmark_kind DROP NOT NULL,
  ALTER COLUMN benchmark_name DROP NOT NULL;
