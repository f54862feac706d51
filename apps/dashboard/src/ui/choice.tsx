import Select from '@cloudscape-design/components/select';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** A filter with an option for all. */
export function Choice({ label, value, options, onChange }: Props) {
  const all = [
    { value: '', label: `${label}: all` },
    ...options.map((option) => ({ value: option.value, label: `${label}: ${option.label}` })),
  ];
  return (
    <Select
      ariaLabel={label}
      selectedOption={all.find((option) => option.value === value) ?? all[0] ?? null}
      options={all}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
}
