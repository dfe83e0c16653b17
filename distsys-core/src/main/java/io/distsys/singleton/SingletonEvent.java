package io.distsys.singleton;

import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;

/**
 * A singleton has begun or ended to be active on this node.
 *
 * @since 0.1
 */
public sealed interface SingletonEvent {

	/**
	 * The singleton.
	 * @return its name
	 */
	String name();

	/**
	 * What is promised of it.
	 * @return the guarantee
	 */
	Guarantee guarantee();

	/**
	 * The grant that it is about.
	 * @return its token
	 */
	FencingToken token();

	/**
	 * It is active on this node from now on.
	 *
	 * @param name the singleton
	 * @param guarantee what is promised of it
	 * @param token the token of the grant
	 */
	record SingletonActivated(String name, Guarantee guarantee, FencingToken token) implements SingletonEvent {

	}

	/**
	 * It is not active on this node any more.
	 *
	 * @param name the singleton
	 * @param guarantee what is promised of it
	 * @param token the token of the grant that has ended
	 * @param reason why, for people
	 */
	record SingletonDeactivated(String name, Guarantee guarantee, FencingToken token,
			String reason) implements SingletonEvent {

	}

}
