package io.distsys.singleton;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.rpc.CallTarget;
import io.distsys.rpc.CallTarget.NotOwnerException;
import io.distsys.rpc.Invocation;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Where the singleton of one name is on this node, if it is registered here by now. A
 * proxy keeps the place, so that it looks nothing up.
 */
final class SingletonPlace implements CallTarget.LocalCalls {

	private final String name;

	/** Changed by {@link LocalSingletons} only. */
	private volatile @Nullable Registration present;

	SingletonPlace(String name) {
		this.name = name;
	}

	@Nullable Registration present() {
		return this.present;
	}

	void present(@Nullable Registration registration) {
		this.present = registration;
	}

	@Override
	public boolean isLikely() {
		Registration registration = this.present;
		return registration != null && registration.calls().isLikely();
	}

	@Override
	public @Nullable Object call(Invocation invocation) throws Throwable {
		Registration registration = this.present;
		if (registration == null) {
			throw notHere();
		}
		return registration.calls().call(invocation);
	}

	@Override
	public CompletionStage<@Nullable Object> callAsync(Invocation invocation) {
		Registration registration = this.present;
		return (registration != null) ? registration.calls().callAsync(invocation)
				: CompletableFuture.failedFuture(notHere());
	}

	private NotOwnerException notHere() {
		return new NotOwnerException("There is no singleton '" + this.name + "' here");
	}

	/**
	 * A singleton of this node.
	 *
	 * @param singleton the singleton
	 * @param calls the calls that arrive at it
	 * @param handling ends that messages reach it
	 */
	record Registration(LocalSingleton singleton, SingletonCalls calls, Subscription handling) {

	}

}
