/** Injection token of the service's `Config`: `@Inject(CONFIG) config: Config<'databaseUrl'>`. */
export const CONFIG = Symbol('counterpoint.config');
