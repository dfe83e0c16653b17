package io.distsys.consensus;

import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.microraft.RaftEndpoint;
import io.microraft.model.message.RaftMessage;
import io.microraft.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Carries MicroRaft's messages as casts of the control lane. A frame names the membership
 * that it is for: what was meant for an earlier one of the same node is dropped.
 */
final class RaftTransport implements Transport {

	/** The messages of MicroRaft come to this address. */
	static final String ADDRESS = "distsys.raft";

	private final Messenger messenger;

	private final RaftMessageCodec codec;

	private final Filter filter;

	RaftTransport(Messenger messenger, RaftMessageCodec codec, Filter filter) {
		this.messenger = messenger;
		this.codec = codec;
		this.filter = filter;
	}

	/** Looks at what is sent. */
	@FunctionalInterface
	interface Filter {

		/**
		 * Look at a message.
		 * @return what is sent in its place, or {@literal null} for nothing
		 */
		@Nullable RaftMessage outgoing(Member target, RaftMessage message);

	}

	@Override
	public void send(RaftEndpoint target, RaftMessage message) {
		Member member = (Member) target;
		if (member.isVacant()) {
			return;
		}
		RaftMessage guarded = this.filter.outgoing(member, message);
		if (guarded != null) {
			this.messenger.cast(member.node(), Lane.CONTROL, ADDRESS, frame(member, guarded));
		}
	}

	private byte[] frame(Member target, RaftMessage message) {
		return new WireOutput().member(target).bytes(this.codec.encode(message)).toBytes();
	}

	/**
	 * Open a frame.
	 * @return the message, or {@literal null} if it is not for this membership
	 */
	static @Nullable RaftMessage open(byte[] frame, Member self, GroupId group, RaftMessageCodec codec) {
		WireInput in = new WireInput(frame);
		if (!in.member().equals(self)) {
			return null;
		}
		RaftMessage message = codec.decode(in.bytes());
		return message.getGroupId().equals(group) ? message : null;
	}

	@Override
	public boolean isReachable(RaftEndpoint endpoint) {
		return !((Member) endpoint).isVacant();
	}

}
