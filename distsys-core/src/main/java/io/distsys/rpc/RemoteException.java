package io.distsys.rpc;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * The callee threw something that cannot be rebuilt here: its class is not known on this
 * node, cannot be encoded, or is an {@link Error}; or it is checked, and the method does
 * not declare it: then it is the cause. So is a
 * {@link io.distsys.messaging.CallException} of another call, made by the callee, that
 * did not run. A suppressed {@link RemoteCallMarker} has the remote stack. The call ran.
 *
 * @since 0.1
 */
public class RemoteException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remoteClassName;

	private final @Nullable String remoteMessage;

	private final transient @Nullable NodeId node;

	RemoteException(String remoteClassName, @Nullable String remoteMessage, NodeId node, String nodeName,
			StackTraceElement[] stack) {
		super(remoteClassName + ((remoteMessage != null) ? ": " + remoteMessage : "") + " (on node " + nodeName + ")");
		this.remoteClassName = remoteClassName;
		this.remoteMessage = remoteMessage;
		this.node = node;
		setStackTrace(stack);
	}

	/** What was thrown, as something that needs not be declared. */
	static RuntimeException unchecked(Throwable failure, NodeId node) {
		if (failure instanceof RuntimeException unchecked) {
			return unchecked;
		}
		return of(failure, node, RemoteCallMarker.nameOf(node, failure));
	}

	/** A description of what was thrown, with that as its cause. */
	static RemoteException of(Throwable failure, NodeId node, String nodeName) {
		RemoteException wrapped = new RemoteException(failure.getClass().getName(), failure.getMessage(), node,
				nodeName, failure.getStackTrace());
		wrapped.initCause(failure);
		return wrapped;
	}

	/**
	 * The class that was thrown.
	 * @return its name
	 */
	public String remoteClassName() {
		return this.remoteClassName;
	}

	/**
	 * The message of what was thrown.
	 * @return the message, may be {@literal null}
	 */
	public @Nullable String remoteMessage() {
		return this.remoteMessage;
	}

	/**
	 * The node on which it was thrown.
	 * @return the node, or {@literal null} on a copy of this exception
	 */
	public @Nullable NodeId node() {
		return this.node;
	}

}
