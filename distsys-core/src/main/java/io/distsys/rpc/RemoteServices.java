package io.distsys.rpc;

import java.util.List;

import io.distsys.time.Subscription;

/**
 * Services that nodes offer each other by their interfaces, and calls of them.
 * <p>
 * <b>What can be reached:</b> the abstract methods of an interface that was
 * {@link #export exported} on the node, and nothing else, whatever is sent: the method is
 * looked for before any argument is decoded. <b>Delivery:</b> an attempt runs at most
 * once. A call is tried again, as often as the {@link CallPolicy} says, only while it
 * certainly has not run, or if its method is {@link Idempotent}. <b>Time:</b> a call ends
 * within its timeout, retries included, see {@link CallTimeout}. The callee knows what is
 * left of it: a call that waited longer there is dropped, and calls that the method makes
 * on its thread get no more. <b>Crash and partition:</b> a node that is lost ends the
 * calls to it at once, as {@link CallResult.Unreachable}. Nothing here asks for a
 * majority: on either side of a cut nodes call whom they see. <b>Order:</b> none between
 * calls.
 *
 * @since 0.1
 */
public interface RemoteServices {

	/**
	 * Let other nodes, and this one, call a service from now on.
	 * @param <T> the interface
	 * @param type the interface
	 * @param service runs the calls, on threads for user code, several at once
	 * @return ends it when closed; calls that run then are finished
	 * @throws IllegalArgumentException if the type is not an interface, or has a
	 * {@link CallTimeout} that cannot be kept: of no time, or on a method that is no call
	 * @throws IllegalStateException if this node has a service of that interface
	 */
	<T> Subscription export(Class<T> type, T service);

	/**
	 * Call a service. Cheap: nothing is looked up but the interface, once.
	 * @param <T> the interface
	 * @param type the interface
	 * @return lets the caller say where
	 * @throws IllegalArgumentException if the type is not an interface, or has a
	 * {@link CallTimeout} that cannot be kept: of no time, or on a method that is no call
	 */
	<T> ServiceTargets<T> of(Class<T> type);

	/**
	 * What became of the calls that came to this node, from itself too.
	 * @return one for each service that is or was exported here, sorted by name
	 */
	List<ServiceStatistics> statistics();

}
