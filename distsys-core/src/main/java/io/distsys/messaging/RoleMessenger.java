package io.distsys.messaging;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.time.Subscription;

/**
 * A messenger with addresses of their own for the nodes of a role.
 *
 * @since 0.1
 */
public final class RoleMessenger implements Messenger {

	private final Messenger messenger;

	private final String role;

	/**
	 * Create it.
	 * @param messenger carries the messages
	 * @param role the role
	 */
	public RoleMessenger(Messenger messenger, String role) {
		this.messenger = messenger;
		this.role = role;
	}

	private String qualified(String address) {
		return address + "@" + this.role;
	}

	@Override
	public NodeId self() {
		return this.messenger.self();
	}

	@Override
	public String nameOf(NodeId node) {
		return this.messenger.nameOf(node);
	}

	@Override
	public Subscription handle(String address, Executor executor, MessageHandler handler) {
		return this.messenger.handle(qualified(address), executor, handler);
	}

	@Override
	public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
		return this.messenger.call(to, lane, qualified(address), payload, timeout);
	}

	@Override
	public CompletionStage<Reply> ask(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
		return this.messenger.ask(to, lane, qualified(address), payload, timeout);
	}

	@Override
	public boolean holdsUp(Lane lane) {
		return this.messenger.holdsUp(lane);
	}

	@Override
	public void together(Runnable sending) {
		this.messenger.together(sending);
	}

	@Override
	public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
		return this.messenger.cast(to, lane, qualified(address), payload);
	}

	@Override
	public void requireSendable(int bytes, String what) {
		this.messenger.requireSendable(bytes, what);
	}

}
