const LINES = [
  ['forward', 'forward'],
  ['undo', 'undo'],
  ['failure', 'failure'],
] as const;
const BANDS = [
  ['held', 'provisional'],
  ['waiting', 'waiting or undoing'],
  ['done', 'final'],
  ['undone', 'undone'],
  ['failed', 'failed'],
] as const;

/** What colours and dashes of a sequence diagram mean. */
export function Legend() {
  return (
    <div className="legend">
      {LINES.map(([tone, text]) => (
        <span key={tone} className={`legend-${tone}`}>
          <i />
          {text}
        </span>
      ))}
      <span>dashed: reply</span>
      <span>point: tells, nobody has to act</span>
      {BANDS.map(([tone, text]) => (
        <span key={tone} className={`legend-${tone}`}>
          <i className="band" />
          {text}
        </span>
      ))}
    </div>
  );
}
