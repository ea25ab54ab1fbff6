-- One row a document: the columns it is asked for by, and the document itself as JSON packed by gzip, as in its file.
CREATE TABLE loadline_documents (
  kind text NOT NULL CHECK (kind IN ('run', 'comparison', 'history')),
  id text COLLATE "C" NOT NULL,
  started_at timestamptz NOT NULL,
  benchmark_kind text NOT NULL,
  benchmark_name text NOT NULL,
  subject text NOT NULL,
  machine_class text NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (kind, id)
);

CREATE INDEX loadline_documents_asked_for
  ON loadline_documents (kind, machine_class, benchmark_name, subject, id);
