import { api } from '../api/client';
import { usePolled } from '../api/use-polled';

/** Which models speak here, and how far they can be trusted. */
export function Footer() {
  const { data: about } = usePolled('about', api.about, 0);
  if (!about) return <footer className="bottom" />;
  const { models } = about;
  return (
    <footer className="bottom">
      {models.note && <p className="models-note">{models.note}</p>}
      <p className="small">
        conceptwatch {about.version} · encoder {models.encoder} · aligner {models.aligner} · text encoder {models.text_encoder} · <a href="/api/v1/openapi.json">API</a>
      </p>
    </footer>
  );
}
