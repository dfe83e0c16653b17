package io.distsys.registry;

import java.util.concurrent.Executor;

/**
 * The threads that user code of a registry runs on.
 *
 * @param user runs listeners, and what follows on a registration that was waited for
 * @param losses runs the callbacks of names that are lost: they are to end what goes with
 * the name, and must not wait behind user code that hangs
 * @since 0.1
 */
public record RegistryThreads(Executor user, Executor losses) {

}
