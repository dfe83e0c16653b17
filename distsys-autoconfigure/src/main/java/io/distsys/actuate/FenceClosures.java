package io.distsys.actuate;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Tells why the fences of this node have closed. Those that close with the lease are told
 * when this node sees its end, which is before the table does. Lives on the core's loop.
 */
final class FenceClosures {

	private final NodeId self;

	private final OwnershipView view;

	private final Set<String> kinds;

	private final BiConsumer<String, Reason> recorder;

	private final Set<FencingToken> told = new HashSet<>();

	FenceClosures(NodeId self, OwnershipView view, Set<String> kinds, BiConsumer<String, Reason> recorder) {
		this.self = self;
		this.view = view;
		this.kinds = Set.copyOf(kinds);
		this.recorder = recorder;
	}

	void leaseEnded() {
		for (String kind : this.kinds) {
			this.view.ofKind(kind)
				.filter((row) -> row.node().equals(this.self) && this.told.add(row.token()))
				.forEach((row) -> this.recorder.accept(kind, Reason.LEASE_ENDED));
		}
	}

	void changed(OwnershipChange change) {
		Ownership before = change.before();
		if (change.key() == null) {
			this.told.clear();
		}
		else if (before != null && before.node().equals(this.self) && this.kinds.contains(before.key().kind())
				&& !isSameGrant(before, change.after()) && !this.told.remove(before.token())) {
			this.recorder.accept(before.key().kind(), reason(before.owner(), change.after()));
		}
	}

	private static boolean isSameGrant(Ownership before, @Nullable Ownership after) {
		return after != null && after.token().equals(before.token());
	}

	private Reason reason(SessionId owner, @Nullable Ownership after) {
		if (after != null) {
			return Reason.HANDED_OVER;
		}
		boolean open = this.view.sessionOf(this.self).filter((session) -> session.id().equals(owner)).isPresent();
		return open ? Reason.RELEASED : Reason.LEASE_ENDED;
	}

	/** Why a fence has closed. */
	enum Reason {

		/** Another node has it now. */
		HANDED_OVER,

		/** Its holder has given it up. */
		RELEASED,

		/** The lease has run out, or the cluster has ended the session. */
		LEASE_ENDED

	}

}
