package io.distsys.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.distsys.ownership.Ownerships;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * A registry over the strong core: a name has at most one holder, under every failure.
 *
 * @since 0.1
 */
public final class StrongRegistry implements ClusterRegistry, AutoCloseable {

	/** The kind of the resources that stand for names. */
	public static final String KIND = "name";

	/**
	 * Create it.
	 * @param ownerships this node's side of the table
	 * @param loop the core's event loop
	 * @param userExecutor runs listeners and callbacks
	 * @param mustNotBlock whether the calling thread is one that must not be blocked
	 * @param timeout how long a blocking operation tries
	 */
	public StrongRegistry(Ownerships ownerships, EventLoop loop, Executor userExecutor, BooleanSupplier mustNotBlock,
			Duration timeout) {
	}

	@Override
	public RegistrationResult register(String name, Map<String, String> metadata) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<RegistrationResult> registerAsync(String name, Map<String, String> metadata,
			Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Optional<RegisteredName> find(String name) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<RegisteredName> list(String prefix) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Subscription subscribe(Consumer<? super RegistryEvent> listener) {
		throw new UnsupportedOperationException();
	}

	/** Tell no more changes and register nothing again. */
	@Override
	public void close() {
	}

}
