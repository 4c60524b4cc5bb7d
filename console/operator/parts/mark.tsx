/** The mark: a seal with a tick. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 100 100" aria-hidden="true">
      <circle
        cx="47"
        cy="53"
        r="27"
        fill="none"
        stroke="currentColor"
        stroke-width="8.5"
        stroke-dasharray="138 31.6"
        stroke-dashoffset="-4"
      />
      <path
        d="M35.5 53.5l10 10 28-30"
        fill="none"
        stroke="currentColor"
        stroke-width="8.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
