/** The portal's mark: an oriel, the bay window of three panes on its bracket. Takes the text's colour. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" fill="currentColor" className={className}>
      <path d="M11.5 4h9v20h-9zM9.5 5.2v19.6L4 21.6V9.4zM22.5 5.2v19.6l5.5-3.2V9.4zM9.5 27h13l-3.5 3h-6z" />
    </svg>
  );
}
