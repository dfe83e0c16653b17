package io.distsys.time;

/**
 * Something that was registered and can be taken back. Closing twice does nothing more.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

	@Override
	void close();

}
