package io.distsys.time;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Something that was registered and can be taken back. Closing twice does nothing more.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

	@Override
	void close();

	/**
	 * Make one of what must not be done twice. Any thread may close it; of two that do so
	 * at the same time one does it, and the other does not wait for that.
	 * @param closing takes it back
	 * @return runs that when it is closed for the first time, on the thread that closes
	 */
	static Subscription once(Runnable closing) {
		AtomicBoolean closed = new AtomicBoolean();
		return () -> {
			if (closed.compareAndSet(false, true)) {
				closing.run();
			}
		};
	}

}
