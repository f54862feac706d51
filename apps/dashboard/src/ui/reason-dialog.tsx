import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { Failure } from './feedback.js';

interface Props {
  readonly title: string;
  readonly label: string;
  readonly action: string;
  readonly optional?: boolean;
  /** The command line that does the same. */
  readonly command: string;
  readonly onClose: () => void;
  /** Rejects when it was refused; the dialog then stays and says why. */
  readonly onConfirm: (reason: string) => Promise<void>;
}

/** Something that a person does for a reason, which is kept. */
export function ReasonDialog({ title, label, action, optional = false, command, onClose, onConfirm }: Props) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm(reason);
      onClose();
    } catch (fault) {
      setError(fault as Error);
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      header={title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Back
            </Button>
            <Button variant="primary" loading={busy} disabled={!optional && reason.trim() === ''} onClick={() => void confirm()}>
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Failure error={error} />
        <FormField
          label={
            optional ? (
              <>
                {label} <i>– optional</i>
              </>
            ) : (
              label
            )
          }
        >
          <Textarea value={reason} onChange={({ detail }) => setReason(detail.value)} rows={3} />
        </FormField>
        <Box variant="small">
          The same on the command line: <code>{command}</code>
        </Box>
      </SpaceBetween>
    </Modal>
  );
}
