import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { readToken, type Session } from './session.js';

interface Props {
  readonly notice: string | undefined;
  readonly onSignIn: (session: Session) => void;
}

/** Asks for a bearer token. The gateway verifies it with every request; here it is only read. */
export function SignIn({ notice, onSignIn }: Props) {
  const [token, setToken] = useState('');
  const [wrong, setWrong] = useState(false);
  const signIn = () => {
    const session = readToken(token.trim());
    setWrong(session === undefined);
    if (session !== undefined) onSignIn(session);
  };
  return (
    <main className="sign-in">
      <SpaceBetween size="l">
        <div className="sign-in-title">
          <img src="/assets/counterpoint.svg" alt="" width={48} height={48} />
          <div>
            <Box variant="h1">Counterpoint</Box>
            <Box color="text-body-secondary">One order, two saga styles, side by side</Box>
          </div>
        </div>
        {notice === undefined ? null : <Alert type="warning">{notice}</Alert>}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signIn();
          }}
        >
          <Container header={<Header variant="h2">Sign in</Header>}>
            <Form actions={<Button variant="primary">Sign in</Button>}>
              <FormField
                label="Token"
                description="The start printed tokens for a customer, an approver and an operator."
                errorText={wrong ? 'This is no token. It has three parts with points between them.' : undefined}
                constraintText={
                  <>
                    To see them again: <code>npx counterpoint credentials</code>
                  </>
                }
              >
                <Input
                  name="token"
                  value={token}
                  onChange={({ detail }) => setToken(detail.value)}
                  autoFocus
                  autoComplete={false}
                />
              </FormField>
            </Form>
          </Container>
        </form>
      </SpaceBetween>
    </main>
  );
}
