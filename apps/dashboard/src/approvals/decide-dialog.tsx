import type { ApprovalView } from '@counterpoint/contracts';
import { useSigned } from '../app/session-context.js';
import { money } from '../ui/format.js';
import { ReasonDialog } from '../ui/reason-dialog.js';

export interface Decision {
  readonly approval: ApprovalView;
  readonly decision: 'approve' | 'refuse';
}
interface Props {
  readonly deciding: Decision | undefined;
  readonly onClose: () => void;
  readonly onDecided: () => void;
}

/** Asks for a comment and decides. */
export function DecideDialog({ deciding, onClose, onDecided }: Props) {
  const { api } = useSigned();
  if (deciding === undefined) return null;
  const { approval, decision } = deciding;
  const verb = decision === 'approve' ? 'Approve' : 'Refuse';
  return (
    <ReasonDialog
      title={`${verb} ${money(approval.totalMinor)} of ${approval.customerId}`}
      label="Comment"
      action={verb}
      optional
      command={`npx counterpoint approval decide ${approval.id} ${decision}`}
      onClose={onClose}
      onConfirm={async (comment) => {
        await api.decide(approval.id, decision, comment);
        onDecided();
      }}
    />
  );
}
