import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';

export function Loading() {
  return (
    <Box padding="xxl" textAlign="center">
      <Spinner size="large" />
    </Box>
  );
}

/** What went wrong, in the words of whoever refused; nothing without an error. */
export function Failure({ error }: { readonly error: Error | undefined }) {
  return error === undefined ? null : <Alert type="error">{error.message}</Alert>;
}

export function Empty({ children }: { readonly children: ReactNode }) {
  return (
    <Box padding={{ vertical: 'l' }} textAlign="center" color="text-body-secondary">
      {children}
    </Box>
  );
}
