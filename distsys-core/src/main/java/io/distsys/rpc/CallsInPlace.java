package io.distsys.rpc;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import io.distsys.messaging.Messenger;
import io.distsys.rpc.CallTarget.LocalCalls;
import io.distsys.rpc.CallTarget.NotOwnerException;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a proxy whose callee may be on this node: there blocking ones run at once,
 * on the thread of their caller. Short, so that the compiler sees the way to the method
 * of such a callee whole.
 */
final class CallsInPlace implements ProxyCalls {

	private final LocalCalls here;

	private final BooleanSupplier mustNotBlock;

	private final Messenger messenger;

	private final ProxyCalls others;

	/**
	 * @param here calls the callee of this node
	 * @param mustNotBlock whether the calling thread is one that must not be blocked
	 * @param messenger knows this node
	 * @param others makes all calls that do not run here
	 */
	CallsInPlace(LocalCalls here, BooleanSupplier mustNotBlock, Messenger messenger, ProxyCalls others) {
		this.here = here;
		this.mustNotBlock = mustNotBlock;
		this.messenger = messenger;
		this.others = others;
	}

	@Override
	public @Nullable Object call(Invocation invocation, Duration timeout) throws Throwable {
		if (this.here.isLikely() && !this.mustNotBlock.getAsBoolean()) {
			try {
				return call(this.here, invocation, this.messenger);
			}
			catch (NotOwnerException ex) {
				// It has just gone: the table knows, or will know, where to.
			}
		}
		return this.others.call(invocation, timeout);
	}

	static @Nullable Object call(LocalCalls here, Invocation invocation, Messenger messenger) throws Throwable {
		try {
			return here.call(invocation);
		}
		catch (InvocationTargetException ex) {
			throw RemoteFailures.ofCallee(ex.getTargetException(), messenger);
		}
	}

	@Override
	public CompletableFuture<@Nullable Object> callAsync(Invocation invocation, Duration timeout) {
		return this.others.callAsync(invocation, timeout);
	}

}
