package io.distsys.singleton;

import java.util.function.BooleanSupplier;

import io.distsys.messaging.Messenger;
import io.distsys.rpc.RemoteFailures;
import org.jspecify.annotations.Nullable;

/** The entrance of a singleton that is registered on this node. */
final class SingletonEntrance implements LocalEntrance {

	private final LocalSingleton singleton;

	private final BooleanSupplier mustNotBlock;

	private final Messenger messenger;

	SingletonEntrance(LocalSingleton singleton, BooleanSupplier mustNotBlock, Messenger messenger) {
		this.singleton = singleton;
		this.mustNotBlock = mustNotBlock;
		this.messenger = messenger;
	}

	@Override
	public @Nullable Entered enter(String method) {
		return this.mustNotBlock.getAsBoolean() ? null : this.singleton.enterHeld(method);
	}

	@Override
	public Throwable failure(Throwable thrown) {
		return RemoteFailures.ofCallee(thrown, this.messenger);
	}

}
