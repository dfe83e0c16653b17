package io.distsys.singleton;

import org.jspecify.annotations.Nullable;

/**
 * The way to a singleton for code that has its object at hand and calls the object itself
 * while the singleton is active on this node, in place of a proxy that calls it by
 * reflection. Such a call means the same as one through the proxy
 * ({@link ClusterSingletons#proxy(String, Class)}), which is what remains when it is not
 * let in:
 *
 * <pre>{@code
 * LocalEntrance.Entered call = entrance.enter("add");
 * if (call == null) {
 *     return proxy.add(amount);
 * }
 * try {
 *     return ledger.add(amount);
 * }
 * catch (Throwable ex) {
 *     throw entrance.failure(ex);
 * }
 * finally {
 *     call.leave();
 * }
 * }</pre>
 *
 * Thread-safe. Never blocks, and allocates nothing for the outermost call of a thread.
 *
 * @since 0.1
 */
public interface LocalEntrance {

	/**
	 * Begin a call on the calling thread: the fence is open, a hand-over waits until the
	 * call has left, a loss interrupts the thread, and the
	 * {@linkplain ClusterSingletons#fence(String) fence of the singleton} is that of this
	 * grant for the thread. A thread that is in a call of the singleton already is let in
	 * during a hand-over too.
	 * @param method names the method where it is told that it does not end
	 * @return the call, or {@literal null} if the singleton is not active here, or the
	 * thread is one that must not be blocked: then nothing has begun
	 */
	@Nullable Entered enter(String method);

	/**
	 * What the caller is to see of what the method has thrown.
	 * @param thrown by the method
	 * @return the same, unless it says of a further call that this did not run, see
	 * {@link io.distsys.rpc.RemoteFailures}
	 */
	Throwable failure(Throwable thrown);

	/** A call that was let in. */
	interface Entered {

		/**
		 * The method has ended. On the thread that has entered, once, and before that
		 * leaves what it has entered earlier.
		 */
		void leave();

	}

}
