/** The portal's mark: an oriel, the bay window of three panes on its bracket. Takes the text's colour. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" fill="currentColor" className={className}>
      <path d="M11 2.5h10V23H11zM9 26h14l-4 4h-6z" />
      <path opacity=".6" d="M9 3.5v20L3 20V8zM23 3.5v20l6-3.5V8z" />
    </svg>
  );
}
