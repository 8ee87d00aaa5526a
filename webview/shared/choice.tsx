interface ChoiceProps {
  label: string;
  value: string;
  /** Value and text. */
  options: readonly (readonly [value: string, text: string])[];
  onChoose: (value: string) => void;
}

/** One of several, as the page's own select: the toolkit's dropdown cannot follow a value that changes from outside. */
export function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <select aria-label={label} title={label} value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {options.map(([option, text]) => (
        <option key={option} value={option} selected={option === value}>
          {text}
        </option>
      ))}
    </select>
  );
}
