import { applyDecorators } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import type { CommandType, EventType, MessageType } from '@counterpoint/contracts';

/** What the transport learns of a handler beside its pattern: the types, whose schemas and topics it needs. */
export interface HandlerExtras {
  readonly messageTypes?: readonly MessageType[];
  /** Topics to read besides those that the types are published on. */
  readonly topics?: readonly string[];
}

/**
 * "When one of these happened, do this." The method returns an intent, several, or an empty list for nothing to do.
 * Guards, pipes, interceptors and filters of Nest apply as to any handler.
 */
export function On(...events: readonly [EventType, ...EventType[]]): MethodDecorator {
  const extras: HandlerExtras = { messageTypes: events };
  return applyDecorators(
    EventPattern<string[]>(
      events.map((event) => event.name),
      extras,
    ),
  );
}

/** "Told to do this, do it." The method returns an intent; its outcome goes to the command's return address. */
export function Handle(command: CommandType): MethodDecorator {
  const extras: HandlerExtras = { messageTypes: [command] };
  return MessagePattern<string>(command.name, extras);
}

/**
 * "Whatever becomes of these, take note": sees commands and events on their own topics and on `topics`, such as where
 * replies go. For read models alone: a participant subscribes to its own commands and to others' events.
 */
export function Observe(types: readonly MessageType[], topics: readonly string[] = []): MethodDecorator {
  const extras: HandlerExtras = { messageTypes: types, topics };
  return applyDecorators(
    EventPattern<string[]>(
      types.map((type) => type.name),
      extras,
    ),
  );
}
